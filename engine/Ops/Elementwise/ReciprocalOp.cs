using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The reciprocal.</summary>
public sealed record ReciprocalOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("reciprocal",
        Formula: "y = 1 / x",
        Samples: [new(new ReciprocalOp(), new OpInput([3, 4], 0.5, 2)), new(new ReciprocalOp(), new OpInput([5], -2, -0.5))],
        Errors: Refusals(new ReciprocalOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Pointwise.Map(new Inverse(), inputs[0]!);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [-(dys[0]! * saved[0].Square())];

    internal readonly struct Inverse : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Of(1) / x;
    }
}

/// <summary>The reciprocal.</summary>
public static class ReciprocalExtensions
{
    extension(Tensor x)
    {
        /// <summary>1 / x.</summary>
        public Tensor Reciprocal() => Dispatcher.Apply(new ReciprocalOp(), x);
    }
}
