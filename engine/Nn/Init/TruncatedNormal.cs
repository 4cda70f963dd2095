namespace NeuralCore.Nn.Init;

/// <summary>From the normal distribution, cut off at two bounds; drawn through the inverse of its distribution function.</summary>
/// <param name="Mean">The mean before cutting.</param>
/// <param name="Deviation">The standard deviation before cutting.</param>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value.</param>
public sealed record TruncatedNormal(double Mean = 0, double Deviation = 1, double Low = -2, double High = 2) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device)
    {
        var values = new double[shape.Count];
        generator.Uniform(values, NormalDistribution.Below((Low - Mean) / Deviation), NormalDistribution.Below((High - Mean) / Deviation));
        foreach (ref var value in values.AsSpan())
            value = Math.Clamp(Mean + Deviation * NormalDistribution.Quantile(value), Low, High);
        return Tensor.FromDoubles(values, shape, type, device);
    }
}
