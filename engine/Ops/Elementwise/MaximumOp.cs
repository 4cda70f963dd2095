using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The larger of two tensors that broadcast against each other; NaN if either is, ties share the gradient.</summary>
public sealed record MaximumOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("maximum",
        Formula: "y = max(a, b)",
        Samples: [.. Broadcasts(new MaximumOp(), s => new(s, -1, 0), s => new(s, 0.1, 1)),
                  .. Broadcasts(new MaximumOp(), s => new(s, 0, 0.9), s => new(s, -1, -0.1))],
        Errors: Refusals(new MaximumOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Zip(new Larger(), inputs[0]!, inputs[1]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, a, b) = (dys[0]!, saved[0], saved[1]);
        return [needs[0] ? (dy * Share(a, b)).SumTo(a.Shape) : null, needs[1] ? (dy * Share(b, a)).SumTo(b.Shape) : null];
    }

    /// <summary>1 where a &gt; b, ½ where they are equal, 0 elsewhere: the part of the gradient that goes to a.</summary>
    internal static Tensor Share(Tensor a, Tensor b) => 0.5 * (a.Greater(b).To(a.Type) + a.GreaterOrEqual(b).To(a.Type));

    internal readonly struct Larger : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Max(a, b);
    }
}

/// <summary>The elementwise maximum.</summary>
public static class MaximumExtensions
{
    extension(Tensor)
    {
        /// <summary>The larger of a and b elementwise, broadcast against each other; NaN if either is.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor Maximum(Tensor a, Tensor b) => Dispatcher.Apply(new MaximumOp(), a, b);
    }
}
