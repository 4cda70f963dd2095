using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The elementwise quotient of two tensors that broadcast against each other.</summary>
public sealed record DivOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("div",
        Formula: "y = a / b",
        Samples: Broadcasts(new DivOp(), s => new(s), s => new(s, 0.5, 2)),
        Errors: Refusals(new DivOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        var y = Pointwise.Zip(new Over(), a, b);
        saved.Save(b, y);
        saved.SaveState(a.Shape);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (b, y) = (saved[0], saved[1]);
        var dyOverB = dys[0]! / b;
        return [needs[0] ? dyOverB.SumTo(saved.State<Shape>()) : null, needs[1] ? -(dyOverB * y).SumTo(b.Shape) : null];
    }

    internal readonly struct Over : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a / b;
    }
}

/// <summary>Division.</summary>
public static class DivExtensions
{
    extension(Tensor)
    {
        /// <summary>a / b elementwise, broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator /(Tensor a, Tensor b) => Dispatcher.Apply(new DivOp(), a, b);
    }
}
