namespace NeuralCore.Checking;

/// <summary>The gradient depends on what was called before: an earlier answer is repeated, a buffer is never cleared, or the upstream gradient is overwritten.</summary>
internal sealed class StaleBufferPattern : IPattern
{
    // What adding and taking away a direct gradient may cost.
    private const double Rounding = 1e-15;

    private readonly UpstreamGradientPattern _upstream = new();

    /// <inheritdoc/>
    public string Name => "stale-buffer";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var context = gradient.Context;
        if (!context.Repeats || context.Gradients.Count < 2) return null;
        var before = context.Before is { } gradients ? context.Of(gradients, gradient.Input) : null;
        if (context.Of(context.Gradients[0], gradient.Input) is not { } first || context.Of(context.Gradients[1], gradient.Input) is not { } second) return null;

        // What never looked at the upstream gradient is the same for another one too.
        if (before is not null && Repeats(WrongGradient.Own(first, context.Call.Direct(gradient.Input)), before, first.Max(Math.Abs)) && _upstream.Match(gradient) is not { Share: > 0.99 })
            return new(1, "the gradient is, to the last digit, the one that was returned for other inputs in the call before: it comes from a buffer or a cache that "
                + "was filled then; compute it anew, and keep what the backward pass needs in Saved, not in the op or a static field");
        if (!gradient.Has(Verdict.NonDeterministic)) return null;
        if (!context.Call.CotangentsAreUntouched)
            return new(1, "the backward pass changed the upstream gradient that it was given: it writes its result into dy's memory, which other branches of the graph "
                + "still read; write into a tensor of its own");
        var at = Enumerable.Range(0, first.Length).MaxBy(i => Math.Abs(second[i] - first[i]));
        var seen = $"the same backward pass gave {Words.Number(first[at])} and then {Words.Number(second[at])} at {new Position(at, gradient.Shape)}";
        return new(1, Grows(context, gradient.Input, first, second)
            ? $"{seen}, and grows by the same amount with every call: it adds into a buffer that is never cleared; start from zeros in every backward pass"
            : $"{seen}: it depends on what was called before, through a buffer or a static field that is written after it is read, or is not initialised");
    }

    private static bool Repeats(double[] gradient, double[] before, double size) =>
        before.Length == gradient.Length && gradient.Any(v => Math.Abs(v) > Rounding * size)
        && gradient.Zip(before).All(p => Math.Abs(p.First - p.Second) <= Rounding * size);

    // Whether a further call adds what the second added to the first.
    private static bool Grows(DiagnosisContext context, int input, double[] first, double[] second)
    {
        if (context.Of(context.Call.Again().Differentiate(retainGraph: false), input) is not { } third) return false;
        var largest = second.Max(Math.Abs);
        return Enumerable.Range(0, first.Length).All(i => Math.Abs(third[i] - 2 * second[i] + first[i]) <= 1e-9 * largest);
    }
}
