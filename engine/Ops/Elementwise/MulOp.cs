using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The elementwise product of two tensors that broadcast against each other.</summary>
public sealed record MulOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("mul",
        Formula: "y = a · b",
        Samples: Broadcasts(new MulOp(), s => new(s), s => new(s)),
        Errors: Refusals(new MulOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Zip(new Times(), inputs[0]!, inputs[1]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, a, b) = (dys[0]!, saved[0], saved[1]);
        return [needs[0] ? (dy * b).SumTo(a.Shape) : null, needs[1] ? (dy * a).SumTo(b.Shape) : null];
    }

    internal readonly struct Times : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a * b;
    }
}

/// <summary>Multiplication.</summary>
public static class MulExtensions
{
    extension(Tensor)
    {
        /// <summary>a · b elementwise, broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator *(Tensor a, Tensor b) => Dispatcher.Apply(new MulOp(), a, b);
    }
}
