using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The square.</summary>
public sealed record SquareOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("square",
        Formula: "y = x²",
        Samples: [new(new SquareOp(), new OpInput([3, 4]))],
        Errors: Refusals(new SquareOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Squared(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [2 * dys[0]! * saved[0]];

    internal readonly struct Squared : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => x * x;
    }
}

/// <summary>The square.</summary>
public static class SquareExtensions
{
    extension(Tensor x)
    {
        /// <summary>x².</summary>
        public Tensor Square() => Dispatcher.Apply(new SquareOp(), x);
    }
}
