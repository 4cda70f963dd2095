using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The exponential function.</summary>
public sealed record ExpOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("exp",
        Formula: "y = eˣ",
        Samples: [new(new ExpOp(), new OpInput([3, 4], -2, 2))],
        Errors: Refusals(new ExpOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Pointwise.Map(new Exponential(), inputs[0]!);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved[0]];

    internal readonly struct Exponential : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Exp(x);
    }
}

/// <summary>The exponential function.</summary>
public static class ExpExtensions
{
    extension(Tensor x)
    {
        /// <summary>eˣ.</summary>
        public Tensor Exp() => Dispatcher.Apply(new ExpOp(), x);
    }
}
