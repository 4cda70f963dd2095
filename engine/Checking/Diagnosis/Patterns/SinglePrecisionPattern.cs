namespace NeuralCore.Checking;

/// <summary>A gradient in double that only ever holds floats.</summary>
internal sealed class SinglePrecisionPattern : IPattern
{
    private const int EnoughElements = 3;
    private const double LargestError = 1e-4;

    /// <inheritdoc/>
    public string Name => "single-precision";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        int[] notable = [.. Enumerable.Range(0, gradient.Elements.Length).Where(gradient.IsNotable)];
        if (gradient.WrongCount == 0 || notable.Length < EnoughElements || notable.Any(p => !IsFloat(gradient.Analytic[p]))) return null;
        var worst = notable.Max(p => Math.Abs(gradient.Analytic[p] - gradient.Numeric[p]) / gradient.Scale(p));

        // A truth of few binary digits would look the same.
        if (worst > LargestError || notable.Count(p => !IsFloat(gradient.Numeric[p])) * 2 < notable.Length) return null;
        return new(1, $"every element is a number that a float can hold, and off by up to {Words.Number(worst)} of its size: the gradient was computed or stored in single precision on its way");
    }

    private static bool IsFloat(double value) => value == (float)value;
}
