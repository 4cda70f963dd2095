namespace NeuralCore.Nn.Init;

/// <summary>From the normal distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation.</param>
public sealed record Normal(double Mean, double Deviation) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device) =>
        Tensor.Normal(shape, generator, Mean, Deviation, type, device);
}
