using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>The test of the checker: mistakes planted in the ops' own backward passes are seen and named.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private void Holds(MutationScore score, int leastMistakes)
    {
        output.WriteLine(score.ToString());
        foreach (var pattern in score.Patterns) output.WriteLine($"{pattern.Pattern}: {pattern.Named} of {pattern.Mutants} ({pattern.Share:p1})");
        foreach (var survivor in score.Survivors) output.WriteLine($"survivor: {survivor}");
        foreach (var mutant in score.Mutants.Where(m => m is { IsCaught: true, IsNamed: false, Patterns.Count: > 0 })) output.WriteLine($"misnamed, not {string.Join(" or ", mutant.Patterns)}: {mutant}");
        Assert.True(score.CaughtShare >= MutationScore.LeastCaught, string.Join('\n', score.Survivors.Take(20)));
        foreach (var pattern in score.Patterns)
            Assert.True(pattern.Share >= MutationScore.LeastNamed, $"{pattern}\n{string.Join('\n', score.Mutants.Where(m => m.Patterns.FirstOrDefault() == pattern.Pattern && !m.IsNamed).Take(20))}");
        foreach (var (op, _, mistakes, _) in score.Ops) Assert.True(mistakes >= leastMistakes, $"{op} has only {mistakes} mutants");
    }

    [Fact]
    public void Mistakes_in_a_handful_of_ops_are_caught_and_named()
    {
        string[] names = ["mul", "linear", "convolution", "batch_norm", "max_pool", "softmax"];
        Holds(new MutationSuite { SamplesPerOp = 1 }.Run(OpRegistry.All.Where(info => names.Contains(info.Name))), 15);
    }

    [Theory, Trait("Category", "Long")]
    [InlineData(1, false)]
    [InlineData(12, true)]
    public void Mistakes_in_every_op_are_caught_and_named(ulong seed, bool fanOut) => Holds(new MutationSuite { Seed = seed, FanOut = fanOut }.Run(), 15);
}
