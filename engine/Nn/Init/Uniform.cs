namespace NeuralCore.Nn.Init;

/// <summary>Evenly from [Low, High).</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The bound above.</param>
public sealed record Uniform(double Low, double High) : Initializer
{
    /// <summary>Evenly from ±1/√fanIn: PyTorch's default for a bias.</summary>
    public static Uniform OfBias(long fanIn) => new(-1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device) =>
        Tensor.Uniform(shape, generator, Low, High, type, device);
}
