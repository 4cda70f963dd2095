using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>An op y = f(a, b) of two tensors that broadcast against each other; f is a struct that every backend runs as it is.</summary>
public abstract record BinaryOp : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Shape.Broadcast(inputs[0]!.Shape, inputs[1]!.Shape)];

    /// <summary>Samples that broadcast in every way: equal shapes, both sides stretched, one number against many.</summary>
    private protected static IReadOnlyList<OpSample> Broadcasts(Op op, Func<Shape, OpInput> a, Func<Shape, OpInput> b) =>
    [
        new(op, a([3, 4]), b([3, 4])),
        new(op, a([2, 3, 1, 5]), b([3, 4, 1])),
        new(op, a([3, 4]), b([])),
        new(op, a([1]), b([2, 3])),
    ];

    /// <summary>The calls that no op of two broadcast tensors takes.</summary>
    private protected static IReadOnlyList<OpError> Refusals(Op op) =>
        [new(op, "do not broadcast", new OpInput([2, 3]), new OpInput([2]))];
}
