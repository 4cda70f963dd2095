using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>An op y = f(a, b) of two tensors that broadcast against each other; f is a struct that every backend runs as it is.</summary>
public abstract record BinaryOp : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Shape.Broadcast(inputs[0]!.Shape, inputs[1]!.Shape)];

    /// <summary>y = f(a, b).</summary>
    private protected static Tensor Zip<F>(F f, Tensor a, Tensor b) where F : struct, IBinary
    {
        var y = Tensor.EmptyLike(a, Shape.Broadcast(a.Shape, b.Shape));
        a.Backend.Zip(f, a.View, b.View, y.View);
        return y;
    }
}
