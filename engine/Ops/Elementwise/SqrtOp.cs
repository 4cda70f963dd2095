using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The square root; NaN below 0.</summary>
public sealed record SqrtOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sqrt",
        Formula: "y = √x",
        Samples: [new(new SqrtOp(), new OpInput([3, 4], 0.1, 3))],
        Errors: Refusals(new SqrtOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Pointwise.Map(new Root(), inputs[0]!);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [0.5 * dys[0]! / saved[0]];

    internal readonly struct Root : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Sqrt(x);
    }
}

/// <summary>The square root.</summary>
public static class SqrtExtensions
{
    extension(Tensor x)
    {
        /// <summary>√x; NaN below 0.</summary>
        public Tensor Sqrt() => Dispatcher.Apply(new SqrtOp(), x);
    }
}
