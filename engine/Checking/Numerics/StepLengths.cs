namespace NeuralCore.Checking;

/// <summary>With which steps a derivative is taken at a point: the ordinary one first, and where that shows nothing of use, ever shorter ones.</summary>
/// <param name="step">The step where the point is of ordinary size.</param>
/// <param name="size">The point's distance from zero.</param>
/// <param name="epsilon">The relative rounding error of its type.</param>
internal readonly struct StepLengths(double step, double size, double epsilon)
{
    // As far as the halving of one step comes.
    private const int LookBits = 12;

    // Of a point that is tiny itself, a function like its logarithm changes over a fraction of it.
    private const int FractionBits = 8;

    /// <summary>
    /// The first step: no shorter than ∛ε·|x|, what a difference wants whose rounding ε/h and whose error h² are to be alike;
    /// beside a large x an ordinary step would be lost.
    /// </summary>
    public double First { get; } = Math.Max(step, PowerOfTwo(Math.Cbrt(epsilon) * size));

    /// <summary>Shorter ones, each beginning where the halving of the one before ended; powers of two, which x ± h does not round.</summary>
    public IEnumerable<double> Closer
    {
        get
        {
            var (first, second) = (PowerOfTwo(Math.ScaleB(First, -LookBits)), PowerOfTwo(Math.ScaleB(First, -2 * LookBits)));
            var own = PowerOfTwo(Math.ScaleB(size, -FractionBits));
            return own > 0 && own < second ? [first, second, own] : [first, second];
        }
    }

    private static double PowerOfTwo(double value) => value > 0 && double.IsFinite(value) ? Math.ScaleB(1, Math.ILogB(value)) : 0;
}
