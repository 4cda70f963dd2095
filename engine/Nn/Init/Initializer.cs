namespace NeuralCore.Nn.Init;

/// <summary>How a parameter's values are drawn.</summary>
public abstract record Initializer
{
    /// <summary>Values for a parameter of the given shape; at most one draw from the generator.</summary>
    public abstract Tensor Draw(Shape shape, Generator generator, ElementType type, Device device);
}
