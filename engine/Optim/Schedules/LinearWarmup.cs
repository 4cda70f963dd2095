namespace NeuralCore.Optim;

/// <summary>From a share of the rate evenly up to the whole (PyTorch's LinearLR), then as another schedule says, which counts from there.</summary>
/// <param name="Steps">The steps of the rise.</param>
/// <param name="Start">The share at the start.</param>
/// <param name="Then">What follows; the base rate if nothing is given.</param>
/// <exception cref="UsageException">The number of steps is negative.</exception>
public sealed record LinearWarmup(long Steps, double Start = 1.0 / 3, Schedule? Then = null) : Schedule
{
    /// <summary>The steps of the rise; none with 0.</summary>
    public long Steps { get; } = AtLeast(0, Steps, "the number of steps of a warm-up");

    /// <inheritdoc/>
    public override double Rate(long step, double baseRate)
    {
        if (step >= Steps) return Then?.Rate(step - Steps, baseRate) ?? baseRate;
        var target = Then?.Rate(0, baseRate) ?? baseRate;
        return target * (Start + (1 - Start) * step / Steps);
    }
}
