namespace NeuralCore.Checking;

/// <summary>What one pair of evaluations at ±h says.</summary>
/// <param name="Step">h.</param>
/// <param name="Central">Σ c·(y(h) − y(−h)) / 2h.</param>
/// <param name="Gap">Σ c·(y(h) + y(−h) − 2y(0)) / h: the right slope less the left.</param>
/// <param name="Noise">The rounding error that either may have.</param>
internal readonly record struct Sample(double Step, double Central, double Gap, double Noise)
{
    /// <summary>From the outputs on both sides and in the middle.</summary>
    /// <param name="above">y(h).</param>
    /// <param name="below">y(−h).</param>
    /// <param name="middle">y(0).</param>
    /// <param name="weights">c.</param>
    /// <param name="h">The step.</param>
    /// <param name="epsilon">The relative rounding error of y.</param>
    /// <param name="noise">What L rounds beyond that.</param>
    /// <param name="rounding">What every y rounds beyond that; a function that does may stand still though it depends on t.</param>
    public static Sample Of(double[] above, double[] below, double[] middle, double[] weights, double h, double epsilon, double noise = 0, double rounding = 0)
    {
        double central = 0, gap = 0, size = 0, moved = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (above[i] == below[i] && above[i] == middle[i]) continue;
            central += weights[i] * (above[i] - below[i]);
            gap += weights[i] * (above[i] - middle[i] + (below[i] - middle[i]));
            size += Math.Abs(weights[i]) * (Math.Abs(above[i]) + Math.Abs(below[i]));
            moved += Math.Abs(weights[i]);
        }
        if (rounding > 0 && moved == 0) moved = weights.Sum(Math.Abs);
        return new(h, central / (2 * h), gap / h, 2 * (epsilon * size + rounding * moved + noise) / h);
    }
}
