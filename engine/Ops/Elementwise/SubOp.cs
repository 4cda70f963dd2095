using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The difference of two tensors that broadcast against each other.</summary>
public sealed record SubOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sub",
        Formula: "y = a − b",
        Samples: Broadcasts(new SubOp(), s => new(s), s => new(s)),
        Errors: Refusals(new SubOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        saved.SaveState((a.Shape, b.Shape));
        return [Pointwise.Zip(new Minus(), a, b)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var dy = dys[0]!;
        var (a, b) = saved.State<(Shape, Shape)>();
        return [needs[0] ? dy.SumTo(a) : null, needs[1] ? -dy.SumTo(b) : null];
    }

    internal readonly struct Minus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a - b;
    }
}

/// <summary>Subtraction.</summary>
public static class SubExtensions
{
    extension(Tensor)
    {
        /// <summary>a − b, broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator -(Tensor a, Tensor b) => Dispatcher.Apply(new SubOp(), a, b);
    }
}
