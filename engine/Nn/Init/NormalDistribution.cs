namespace NeuralCore.Nn.Init;

/// <summary>The standard normal distribution's function Φ and its inverse.</summary>
internal static class NormalDistribution
{
    /// <summary>Φ(x) by Marsaglia's series Φ = ½ + φ(x)·Σ xᵏ/(1·3·…·k) over odd k ("Evaluating the normal distribution", J. Stat. Softw. 2004).</summary>
    public static double Below(double x)
    {
        if (Math.Abs(x) > 9) return x > 0 ? 1 : 0;
        var (sum, term) = (x, x);
        for (var k = 3; sum + term != sum; k += 2) sum += term *= x * x / k;
        return 0.5 + sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>Φ⁻¹(p) by Halley's iteration from the logistic approximation; ±∞ at p = 1 and 0.</summary>
    public static double Quantile(double p)
    {
        if (p <= 0) return double.NegativeInfinity;
        if (p >= 1) return double.PositiveInfinity;
        var x = Math.Clamp(Math.Log(p / (1 - p)) / 1.702, -8, 8);
        for (var i = 0; i < 50; i++)
        {
            // Newton's step u = (Φ(x) − p)/φ(x), bent by the curvature φ′/φ = −x.
            var u = (Below(x) - p) * Math.Sqrt(2 * Math.PI) * Math.Exp(0.5 * x * x);
            var step = u / (1 + 0.5 * x * u);
            x -= Math.Clamp(step, -1, 1);
            if (Math.Abs(step) < 1e-14) break;
        }
        return x;
    }
}
