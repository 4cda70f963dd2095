namespace NeuralCore.Checking;

/// <summary>No gradient came back, or nothing but zeros.</summary>
internal sealed class AllZeroPattern : IPattern
{
    /// <inheritdoc/>
    public string Name => "all-zero";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        if (gradient.WrongCount == 0) return null;

        // The function's own share is zero, or what came directly was lost with it.
        var isZero = gradient.Analytic.All(a => a == 0) || (gradient.Direct is { } direct && gradient.Analytic.Zip(direct).All(p => p.First + p.Second == 0));
        if (!isZero) return null;
        var worst = gradient.Wrong.MaxBy(p => Math.Abs(gradient.Numeric[p]));
        var truth = $"should be {Words.Number(gradient.Numeric[worst])} at {gradient.At(worst)}";
        return new(1, gradient.Has(Verdict.NotConnected)
            ? $"no gradient came back, and it {truth}: the way from the result to {gradient.Name} is cut; look for Detach(), a NoGradScope, values taken out with ToArray(), "
                + "or a Backward that returns null for this input"
            : $"all {Words.Count(gradient.Elements.Length, "element")} of the gradient are 0, and it {truth}: the backward pass never adds into this gradient, or returns the zeros that it began with");
    }
}
