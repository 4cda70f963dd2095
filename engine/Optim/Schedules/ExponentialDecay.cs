namespace NeuralCore.Optim;

/// <summary>The rate times <paramref name="Factor"/> after every step (PyTorch's ExponentialLR).</summary>
/// <param name="Factor">What the rate is multiplied with.</param>
public sealed record ExponentialDecay(double Factor) : Schedule
{
    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) => baseRate * Math.Pow(Factor, step);
}
