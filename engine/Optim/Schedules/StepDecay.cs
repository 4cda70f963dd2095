namespace NeuralCore.Optim;

/// <summary>The rate times <paramref name="Factor"/> after every so many steps (PyTorch's StepLR).</summary>
/// <param name="Every">The steps between two decays.</param>
/// <param name="Factor">What the rate is multiplied with.</param>
public sealed record StepDecay(int Every, double Factor = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) => baseRate * Math.Pow(Factor, step / Every);
}
