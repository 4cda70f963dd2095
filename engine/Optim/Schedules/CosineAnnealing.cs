namespace NeuralCore.Optim;

/// <summary>Half a cosine from the base rate down to a least one, then up again (Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5, without restarts).</summary>
/// <param name="Period">The steps from the highest to the least rate.</param>
/// <param name="Minimum">The least rate.</param>
public sealed record CosineAnnealing(long Period, double Minimum = 0) : Schedule
{
    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) =>
        Minimum + (baseRate - Minimum) * (1 + Math.Cos(Math.PI * step / Period)) / 2;
}
