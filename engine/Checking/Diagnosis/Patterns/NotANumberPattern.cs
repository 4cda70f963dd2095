namespace NeuralCore.Checking;

/// <summary>The gradient is no number at some elements, or infinite.</summary>
internal sealed class NotANumberPattern : IPattern
{
    /// <inheritdoc/>
    public string Name => "not-a-number";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        int[] bad = [.. Enumerable.Range(0, gradient.Elements.Length).Where(p => !double.IsFinite(gradient.Analytic[p]))];
        if (bad.Length == 0) return null;
        var values = gradient.Context.Call.Inputs[gradient.Input]!.ToArray<double>();
        var here = values[gradient.Elements[bad[0]]];
        var common = bad.Length > 1 && bad.All(p => values[gradient.Elements[p]] == here) ? $", at all of which {gradient.Name} is {Words.Number(here)}" : $", where {gradient.Name} is {Words.Number(here)}";
        return new((double)bad.Length / (bad.Length + gradient.WrongCount),
            $"the gradient is {(bad.All(p => double.IsInfinity(gradient.Analytic[p])) ? "infinite" : "no number")} at {Words.Count(bad.Length, "element")}, the first {gradient.At(bad[0])}{common}: "
            + "a division by zero, an overflow, a root or logarithm outside of its domain, or memory that was never written");
    }
}
