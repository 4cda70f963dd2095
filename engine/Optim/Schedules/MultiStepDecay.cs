namespace NeuralCore.Optim;

/// <summary>The rate times <paramref name="Factor"/> at each of some milestones (PyTorch's MultiStepLR).</summary>
/// <param name="Milestones">The steps at which the rate drops.</param>
/// <param name="Factor">What the rate is multiplied with.</param>
public sealed record MultiStepDecay(IReadOnlyList<long> Milestones, double Factor = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) =>
        baseRate * Math.Pow(Factor, Milestones.Count(m => m <= step));
}
