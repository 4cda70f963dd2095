namespace NeuralCore.Nn;

/// <summary>State of a module that is saved and not learned: running statistics.</summary>
/// <param name="shape">The extents.</param>
/// <param name="initial">The value of every element at the start.</param>
public sealed class StateBuffer(Shape shape, double initial = 0) : StateTensor(shape)
{
    /// <summary>Puts the initial value back everywhere.</summary>
    public void Reset() => Value.Fill(initial);

    /// <inheritdoc/>
    public override string ToString() => $"StateBuffer {Shape}";

    /// <inheritdoc/>
    private protected override Tensor Create() => Tensor.Full(Shape, initial, Type, Device);
}
