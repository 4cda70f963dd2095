namespace NeuralCore.Autograd;

/// <summary>The sum of two gradients of one shape: what the graph walk adds with, and differentiable like every op.</summary>
public sealed record AccumulateOp : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("accumulate",
        Formula: "y = a + b, of one shape",
        Samples: [new(new AccumulateOp(), new OpInput([3, 4]), new OpInput([3, 4]))],
        Errors: [new(new AccumulateOp(), "one shape", new OpInput([3, 4]), new OpInput([4]))])
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!.Shape, inputs[1]!.Shape);
        return a == b ? [a] : throw new ShapeException($"the gradients of one tensor have one shape; got {a} and {b}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        var y = Tensor.EmptyLike(a, a.Shape);
        a.Backend.Zip(new Plus(), a.View, b.View, y.View);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0], dys[0]];

    internal readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}
