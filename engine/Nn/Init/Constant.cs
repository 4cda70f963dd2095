namespace NeuralCore.Nn.Init;

/// <summary>One value everywhere; draws nothing.</summary>
/// <param name="Value">The value.</param>
public sealed record Constant(double Value) : Initializer
{
    /// <summary>Zero everywhere.</summary>
    public static Constant Zero { get; } = new(0);

    /// <summary>One everywhere.</summary>
    public static Constant One { get; } = new(1);

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device) => Tensor.Full(shape, Value, type, device);
}
