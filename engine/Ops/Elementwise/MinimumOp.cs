using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The smaller of two tensors that broadcast against each other; NaN if either is, ties share the gradient.</summary>
public sealed record MinimumOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("minimum",
        Formula: "y = min(a, b)",
        Samples: [.. Broadcasts(new MinimumOp(), s => new(s, -1, 0), s => new(s, 0.1, 1)),
                  .. Broadcasts(new MinimumOp(), s => new(s, 0, 0.9), s => new(s, -1, -0.1))],
        Errors: Refusals(new MinimumOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Zip(new Smaller(), inputs[0]!, inputs[1]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        // a is the smaller one exactly where b is the larger.
        var (dy, a, b) = (dys[0]!, saved[0], saved[1]);
        return
        [
            needs[0] ? (dy * MaximumOp.Share(b, a)).SumTo(a.Shape) : null,
            needs[1] ? (dy * MaximumOp.Share(a, b)).SumTo(b.Shape) : null,
        ];
    }

    internal readonly struct Smaller : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Min(a, b);
    }
}

/// <summary>The elementwise minimum.</summary>
public static class MinimumExtensions
{
    extension(Tensor)
    {
        /// <summary>The smaller of a and b elementwise, broadcast against each other; NaN if either is.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor Minimum(Tensor a, Tensor b) => Dispatcher.Apply(new MinimumOp(), a, b);
    }
}
