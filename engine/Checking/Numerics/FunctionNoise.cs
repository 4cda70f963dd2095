namespace NeuralCore.Checking;

/// <summary>How much a function rounds, measured: the standard deviation of L(t) about the smooth function that it stands for.</summary>
/// <remarks>
/// Very near to t = 0 a smooth function is a line, and what is left of the values after a line is fitted to them is rounding.
/// Moré and Wild (2011, "Estimating Computational Noise", SIAM J. Sci. Comput. 33(3)) take points at equal distances; of a sum
/// with something large the rounding is a sawtooth, which at equal distances may be a line as well, so they are irregular here.
/// </remarks>
internal static class FunctionNoise
{
    private const int Points = 12;

    // How far the points reach, relative to the first step of the differences; f″·reach² has to be nothing.
    private const double Reach = 1e-6;

    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>σ of L(t) = Σ c·y(t) about t = 0.</summary>
    /// <param name="at">y(t).</param>
    /// <param name="y0">y(0).</param>
    /// <param name="weights">c.</param>
    /// <param name="step">The first step of the differences.</param>
    public static double Of(Func<double, double[]> at, double[] y0, double[] weights, double step)
    {
        Span<double> x = stackalloc double[Points], y = stackalloc double[Points];
        double meanX = 0, meanY = 0;
        for (var k = 0; k < Points; k++)
        {
            x[k] = 2 * (k * GoldenRatio % 1) - 1;
            var values = at(x[k] * Reach * step);
            for (var i = 0; i < values.Length; i++) y[k] += weights[i] * (values[i] - y0[i]);
            meanX += x[k] / Points;
            meanY += y[k] / Points;
        }
        double xx = 0, xy = 0, yy = 0;
        for (var k = 0; k < Points; k++)
        {
            var (dx, dy) = (x[k] - meanX, y[k] - meanY);
            (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
        }
        return Math.Sqrt(Math.Max(0, yy - xy * xy / xx) / (Points - 2));
    }
}
