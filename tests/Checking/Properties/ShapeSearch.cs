using CsCheck;
using NeuralCore.Autograd;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Looks for a call of an op whose gradient is wrong, and shrinks the first one found to the smallest.</summary>
/// <param name="op">The op's name.</param>
/// <param name="sample">How its calls are drawn.</param>
internal sealed class ShapeSearch(string op, Func<Draw, OpSample> sample)
{
    /// <summary>The environment variable that names one draw to be checked, and nothing else.</summary>
    public const string Variable = "NEURALCORE_DRAW";

    // Enough for a draw that one in ten thousand is: most are no smaller than the best so far and cost microseconds.
    private const int ShrinkingDraws = 100_000;

    // How often, while shrinking, a call that does not fail is tried with other values.
    private const int MostTries = 5;

    // Small draws are frequent, for shrinking; they find little. Of so many the one farthest from the simplest is checked.
    private const int Rivals = 4;

    private readonly DrawnCheckGen _gen = new(op, sample);

    /// <summary>Checks so many draws, the same for the same seed; null if every gradient is right, else what to tell about the smallest that is wrong.</summary>
    public string? Run(int draws, ulong seed)
    {
        var random = new PCG(1, seed);
        for (var i = 0; i < draws; i++)
        {
            var check = Enumerable.Range(0, Rivals).Select(_ => (Check: _gen.Generate(random, null, out var size), size.I)).MaxBy(c => c.I).Check;
            if (check.Failure(diagnose: false) is not null) return Shrink(check);
        }
        return null;
    }

    /// <summary>Checks one draw, named by its random state, as it is; null if its gradient is right.</summary>
    public string? Repeat(string state)
    {
        var check = _gen.Generate(PCG.Parse(state), null, out _);
        return check.Failure(diagnose: true) is { } failure ? Tell(check, failure, "as " + Variable + " names it") : null;
    }

    // CsCheck draws on from the first failure, and keeps whatever fails and is smaller.
    private string Shrink(DrawnCheck first)
    {
        var (smallest, steps) = (first, 0);
        Dictionary<string, int> passed = [];
        try
        {
            _gen.Sample(
                check =>
                {
                    if (passed.GetValueOrDefault(check.Call) == MostTries) return;
                    if (check.Failure(diagnose: false) is { } failure)
                    {
                        if (check.State != first.State) steps++;
                        smallest = check;
                        throw new InvalidOperationException(failure);
                    }
                    passed[check.Call] = passed.GetValueOrDefault(check.Call) + 1;
                },
                seed: first.State, iter: ShrinkingDraws, threads: 1);
        }
        catch (CsCheckException)
        {
            // The smallest is known.
        }
        return Tell(
            smallest, smallest.Failure(diagnose: true) ?? "The second time it was right: the op does not give the same results twice.",
            steps == 0 ? "nothing smaller was found" : $"shrunk in {steps} {(steps == 1 ? "step" : "steps")} from {first.Call}");
    }

    private static string Tell(DrawnCheck check, string failure, string origin) => $"""
        {check.Call}: wrong with seed {check.Seed}; {origin}
        {failure}
        As a line of C#: {check.Line}
        To run this draw again: {Variable}={check.Name} dotnet test -c Release --project tests --filter-class {typeof(ShapeTests).FullName}
        """;
}
