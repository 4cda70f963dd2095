using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The absolute value, with derivative 0 at 0.</summary>
public sealed record AbsOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("abs",
        Formula: "y = |x|",
        Samples: [new(new AbsOp(), new OpInput([3, 4]) { Kinks = [0] })],
        Errors: Refusals(new AbsOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Absolute(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved[0].Sign()];

    internal readonly struct Absolute : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Abs(x);
    }
}

/// <summary>The absolute value.</summary>
public static class AbsExtensions
{
    extension(Tensor x)
    {
        /// <summary>|x|.</summary>
        public Tensor Abs() => Dispatcher.Apply(new AbsOp(), x);
    }
}
