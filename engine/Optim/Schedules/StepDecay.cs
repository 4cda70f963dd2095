namespace NeuralCore.Optim;

/// <summary>The rate times <paramref name="Factor"/> after every so many steps (PyTorch's StepLR).</summary>
/// <param name="Every">The steps between two decays.</param>
/// <param name="Factor">What the rate is multiplied with.</param>
/// <exception cref="UsageException">There is less than a step between them.</exception>
public sealed record StepDecay(int Every, double Factor = 0.1) : Schedule
{
    /// <summary>The steps between two decays.</summary>
    public int Every { get; } = (int)AtLeast(1, Every, "the number of steps between two decays");

    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) => baseRate * Math.Pow(Factor, step / Every);
}
