using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Draws of (op, sample, seed) from the registry, each checked; what the checker says against a right gradient is a false alarm.</summary>
/// <remarks>
/// Draw number i takes the op i mod the number of ops, so that all are drawn equally often however many samples they have;
/// which of its samples, the checker's seed, and whether inputs are used twice follow from (base seed, i) alone. A draw
/// is computed by one thread on the reference, so that draws can be made on all cores at once.
/// </remarks>
/// <param name="baseSeed">What all draws follow from.</param>
/// <param name="secondOrder">Whether the gradients' own gradients are checked.</param>
internal sealed class DrawnSamples(ulong baseSeed, bool secondOrder)
{
    /// <summary>What came of some draws.</summary>
    /// <param name="Alarms">What was said against a gradient, with the line of C# that says it again.</param>
    /// <param name="Elements">How many derivatives were compared.</param>
    /// <param name="Kinks">How many stood at a kink.</param>
    /// <param name="Noise">How many could not be judged.</param>
    /// <param name="Drawn">How often each op was drawn.</param>
    internal sealed record Outcome(IReadOnlyList<string> Alarms, long Elements, long Kinks, long Noise, IReadOnlyDictionary<string, int> Drawn);

    /// <summary>Makes so many draws.</summary>
    public Outcome Run(int draws)
    {
        var reports = new (string Op, string Line, GradientReport Report)[draws];
        Parallel.For(0, draws, i => reports[i] = Check(i));
        var verdicts = reports.SelectMany(r => r.Report.Findings).GroupBy(f => f.Verdict).ToDictionary(g => g.Key, g => g.LongCount());
        return new(
            [.. reports.Where(r => !r.Report.IsOk).Select(r => $"{r.Line}\n{r.Report}")],
            reports.Sum(r => r.Report.Elements),
            verdicts.GetValueOrDefault(Verdict.Kink), verdicts.GetValueOrDefault(Verdict.Noise),
            reports.CountBy(r => r.Op).ToDictionary());
    }

    private (string Op, string Line, GradientReport Report) Check(int i)
    {
        using var scope = new MemoryScope();
        var random = new Generator(baseSeed, Generator.Streams.Shuffle, offset: (ulong)i << 8);
        var info = OpRegistry.All[i % OpRegistry.All.Count];
        var sample = info.Samples[random.NextInt(info.Samples.Count)];
        var checker = new GradientChecker
        {
            Seed = (ulong)random.NextInt(1_000_000_000),
            FanOut = random.NextInt(4) == 0,
            Tolerance = info.GradientTolerance,
        };
        var report = secondOrder ? checker.CheckSecondOrder(sample, Device.Reference) : checker.Check(sample, Device.Reference);
        return (info.Name, CSharpText.Of(checker, sample, Device.Reference, secondOrder), report);
    }
}
