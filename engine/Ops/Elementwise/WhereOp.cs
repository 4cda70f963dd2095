using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Takes each element from one of two tensors, as a Bool tensor says; all three broadcast against each other.</summary>
public sealed record WhereOp : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("where",
        Formula: "y = condition ? a : b",
        Samples:
        [
            new(new WhereOp(), Condition([2, 3], [1, 0, 0, 1, 1, 0]), new OpInput([2, 3]), new OpInput([2, 3])),
            new(new WhereOp(), Condition([3, 1], [1, 0, 1]), new OpInput([2, 1, 4]), new OpInput([])),
        ],
        Errors:
        [
            new(new WhereOp(), "do not broadcast", Condition([2], [1, 0]), new OpInput([3]), new OpInput([])),
            new(new WhereOp(), "does not take", new OpInput([2]), new OpInput([2]), new OpInput([2])),
        ])
    {
        Inputs = ["condition", "a", "b"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 0 ? type == ElementType.Bool : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) =>
        [Shape.Broadcast(Shape.Broadcast(inputs[0]!.Shape, inputs[1]!.Shape), inputs[2]!.Shape)];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (condition, a, b) = (inputs[0]!, inputs[1]!, inputs[2]!);
        saved.Save(condition);
        saved.SaveState((a.Shape, b.Shape));
        return [Pointwise.Zip(new Choice(), condition.To(a.Type), a, b)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, condition) = (dys[0]!, saved[0]);
        var (a, b) = saved.State<(Shape, Shape)>();
        var zero = Tensor.Scalar(0, dy.Type, dy.Device);
        return
        [
            null,
            needs[1] ? Tensor.Where(condition, dy, zero).SumTo(a) : null,
            needs[2] ? Tensor.Where(condition, zero, dy).SumTo(b) : null,
        ];
    }

    private static OpInput Condition(Shape shape, double[] values) => new(shape) { Type = ElementType.Bool, Values = values };

    internal readonly struct Choice : ITernary
    {
        public V Invoke<V>(V a, V b, V c) where V : unmanaged, ILane<V> => V.SelectEqual(a, V.Of(0), c, b);
    }
}

/// <summary>Choice by a condition.</summary>
public static class WhereExtensions
{
    extension(Tensor)
    {
        /// <summary>a where the condition (Bool) holds, b elsewhere; all broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the condition is not Bool.</exception>
        public static Tensor Where(Tensor condition, Tensor a, Tensor b) => Dispatcher.Apply(new WhereOp(), condition, a, b);
    }
}
