namespace NeuralCore.Optim;

/// <summary>Half a cosine from the base rate down to a least one, then up again (Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5, without restarts).</summary>
/// <param name="Period">The steps from the highest to the least rate.</param>
/// <param name="Minimum">The least rate.</param>
/// <exception cref="UsageException">The period is below 1.</exception>
public sealed record CosineAnnealing(long Period, double Minimum = 0) : Schedule
{
    /// <summary>The steps from the highest to the least rate.</summary>
    public long Period { get; } = AtLeast(1, Period, "the cosine's period");

    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) =>
        Minimum + (baseRate - Minimum) * (1 + Math.Cos(Math.PI * step / Period)) / 2;
}
