namespace NeuralCore.Checking;

/// <summary>The derivative of L(t) = Σ c·y(t) at t = 0 by differences, with an estimate of its error and both one-sided slopes where they differ.</summary>
/// <remarks>
/// Central differences D(h) at halved steps go through Richardson's extrapolation in Ridders' manner (Ridders 1982,
/// "Accurate computation of F′(x) and F′(x) F″(x)", Adv. Eng. Software 4): the entry that changed least is taken, and how
/// much it changed is its error. Differences are taken of the outputs, not of L, so that what does not change costs no digits;
/// what does change costs ε·Σ|c·y|/h, which is added.
/// With g(h) = Σ c·(y(h) + y(−h) − 2y(0))/h, the difference of the one-sided slopes, a smooth function has g(h) = O(h): the
/// extrapolated 2g(h/2) − g(h) vanishes. At a kink it stays, however small h is.
/// </remarks>
internal readonly record struct LineDerivative(double Value, double Error, double Left, double Right, bool IsKink)
{
    private const int MostLevels = 12, FewestLevels = 3;

    /// <summary>How many errors two derivatives that agree may lie apart: the estimate of an error is itself an estimate.</summary>
    public const double ErrorFactor = 10;

    /// <summary>The share of the value beyond which an error leaves open what the value is.</summary>
    public const double MostUncertainty = 1e-2;

    // How well a kink's slopes are known, relative to their difference.
    private const double KinkError = 1e-3;

    /// <summary>Whether the value is known to two digits.</summary>
    public bool IsSure => double.IsFinite(Value) && Reach <= MostUncertainty * Math.Max(Math.Abs(Left), Math.Abs(Right));

    // Of a kink the middle between its slopes is what differences show that are too long to see it.
    private double Middle => IsKink ? (Left + Right) / 2 : Value;

    private double Reach => IsKink ? KinkError * Math.Abs(Right - Left) : Error;

    // Nothing moved, though it did with longer steps perhaps: a stair.
    private bool StandsStill => Value == 0 && Error == 0 && !IsKink;

    /// <summary>Whether this derivative, taken closer to the point than another, is to be believed in its stead: it denies it, or knows what that does not.</summary>
    public bool Supersedes(in LineDerivative wider)
    {
        if (!double.IsFinite(Value) || !double.IsFinite(wider.Value)) return double.IsFinite(Value);
        if (IsKink && !wider.IsKink) return true;
        return !StandsStill && (Math.Abs(Middle - wider.Middle) > ErrorFactor * (Reach + wider.Reach) || (IsSure && !wider.IsSure));
    }

    /// <summary>Estimates the derivative.</summary>
    /// <param name="at">y(t).</param>
    /// <param name="y0">y(0).</param>
    /// <param name="weights">c.</param>
    /// <param name="step">The first h.</param>
    /// <param name="epsilon">The relative rounding error of y.</param>
    /// <param name="wanted">The error that is small enough to stop at, relative to the value.</param>
    /// <param name="noise">What L rounds beyond that, where it was measured.</param>
    /// <param name="rounding">What every y rounds beyond that, where the whole function was found to be coarse.</param>
    public static LineDerivative Of(
        Func<double, double[]> at, double[] y0, double[] weights, double step,
        double epsilon = 2.220446049250313e-16, double wanted = 1e-10, double noise = 0, double rounding = 0)
    {
        Span<double> previous = stackalloc double[MostLevels], current = stackalloc double[MostLevels];
        var (best, bestError) = (double.NaN, double.PositiveInfinity);
        var kink = new KinkWatch();
        var levels = 0;
        for (var (i, h) = (0, step); i < MostLevels; i++, h /= 2)
        {
            var sample = Sample.Of(at(h), at(-h), y0, weights, h, epsilon, noise, rounding);
            if (!double.IsFinite(sample.Central))
            {
                // Outside of the function's domain, perhaps; nearer to the point there may be values.
                levels = 0;
                continue;
            }
            kink.Add(sample);
            current[0] = sample.Central;
            for (var (k, factor) = (1, 4.0); k <= levels; k++, factor *= 4)
            {
                current[k] = current[k - 1] + (current[k - 1] - previous[k - 1]) / (factor - 1);
                var error = Math.Max(Math.Abs(current[k] - current[k - 1]), Math.Abs(current[k] - previous[k - 1])) + sample.Noise;
                if (error < bestError) (best, bestError) = (current[k], error);
            }
            levels++;
            current.CopyTo(previous);
            if (levels < FewestLevels) continue;
            if (kink.IsSure) return new(best, bestError, kink.Left, kink.Right, true);
            if (!kink.IsSuspected && (bestError <= wanted * Math.Abs(best) || sample.Noise > 2 * bestError || bestError <= 4 * sample.Noise)) break;
        }
        return new(best, bestError, best, best, false);
    }
}
