using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The opposite of x.</summary>
public sealed record NegOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("neg",
        Formula: "y = −x",
        Samples: [new(new NegOp(), new OpInput([3, 4]))],
        Errors: Refusals(new NegOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [Pointwise.Map(new Minus(), inputs[0]!)];

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [-dys[0]!];

    internal readonly struct Minus : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => -x;
    }
}

/// <summary>Negation.</summary>
public static class NegExtensions
{
    extension(Tensor)
    {
        /// <summary>−x.</summary>
        public static Tensor operator -(Tensor x) => Dispatcher.Apply(new NegOp(), x);
    }
}
