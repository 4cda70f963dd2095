using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The sum of two tensors that broadcast against each other.</summary>
public sealed record AddOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("add",
        Formula: "y = a + b",
        Samples:
        [
            new(new AddOp(), new OpInput([3, 4]), new OpInput([3, 4])),
            new(new AddOp(), new OpInput([2, 3, 1, 5]), new OpInput([3, 4, 1])),
            new(new AddOp(), new OpInput([3, 4]), new OpInput([])),
        ],
        Errors: [new(new AddOp(), "do not broadcast", new OpInput([2, 3]), new OpInput([2]))])
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        saved.SaveState((a.Shape, b.Shape));
        return [Zip(new Plus(), a, b)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var dy = dys[0]!;
        var (a, b) = saved.State<(Shape, Shape)>();
        return [needs[0] ? dy.SumTo(a) : null, needs[1] ? dy.SumTo(b) : null];
    }

    private readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}

/// <summary>Addition.</summary>
public static class AddExtensions
{
    extension(Tensor)
    {
        /// <summary>a + b, broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator +(Tensor a, Tensor b) => Dispatcher.Apply(new AddOp(), a, b);
    }
}
