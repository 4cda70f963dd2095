namespace NeuralCore.Backends;

/// <summary>The number, mean and summed squared deviation of some elements.</summary>
/// <param name="Count">How many elements.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Σ (x − mean)².</param>
internal readonly record struct RunningMoments(double Count, double Mean, double Deviation)
{
    /// <summary>The biased variance.</summary>
    public double Variance => Deviation / Count;

    /// <summary>Of the elements of both: the pairwise update of Chan, Golub and LeVeque 1983 (The American Statistician 37, p. 243).</summary>
    public RunningMoments Join(RunningMoments other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        var count = Count + other.Count;
        var difference = other.Mean - Mean;
        return new(count, Mean + difference * other.Count / count, Deviation + other.Deviation + difference * difference * Count * other.Count / count);
    }
}
