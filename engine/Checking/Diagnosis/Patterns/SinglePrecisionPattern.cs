namespace NeuralCore.Checking;

/// <summary>A gradient in double that only ever holds floats.</summary>
internal sealed class SinglePrecisionPattern : IPattern
{
    private const int EnoughElements = 2;
    private const double LargestError = 1e-4;

    /// <inheritdoc/>
    public string Name => "single-precision";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        int[] notable = [.. Enumerable.Range(0, gradient.Elements.Length).Where(gradient.IsNotable)];
        if (gradient.WrongCount == 0 || notable.Length < EnoughElements || notable.Any(p => !IsFloat(gradient, gradient.Analytic[p], p))) return null;
        var worst = notable.Max(p => Math.Abs(gradient.Analytic[p] - gradient.Numeric[p]) / gradient.Scale(p));

        // A truth of few binary digits would look the same.
        if (worst > LargestError || notable.Count(p => !IsFloat(gradient, gradient.Numeric[p], p)) * 2 < notable.Length) return null;
        return new(1, $"every element is a number that a float can hold, and off by up to {Words.Number(worst)} of its size: the gradient was computed or stored in single precision on its way");
    }

    // Up to what adding and taking away a direct gradient costs.
    private static bool IsFloat(WrongGradient gradient, double value, int position) =>
        gradient.Direct is { } direct ? Math.Abs(value - (float)value) <= 4e-16 * (Math.Abs(value) + Math.Abs(direct[position])) : value == (float)value;
}
