namespace NeuralCore.Optim;

/// <summary>The base rate throughout.</summary>
public sealed record ConstantRate : Schedule
{
    /// <inheritdoc/>
    public override double Rate(long step, double baseRate) => baseRate;
}
