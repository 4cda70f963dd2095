using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The sign of x: −1, 0 or 1, without a gradient.</summary>
public sealed record SignOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sign",
        Formula: "y = 1 where x > 0, −1 where x < 0, else 0",
        Samples: [new(new SignOp(), new OpInput([3, 4]) { Kinks = [0] }), new(new SignOp(), new OpInput([3]) { Values = [-2, 0.1, 0.5] })],
        Errors: Refusals(new SignOp()));

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [Pointwise.Map(new Step(), inputs[0]!)];

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [null];

    internal readonly struct Step : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V>
        {
            var zero = V.Of(0);
            return V.SelectGreater(x, zero, V.Of(1), V.SelectGreater(zero, x, V.Of(-1), zero));
        }
    }
}

/// <summary>The sign.</summary>
public static class SignExtensions
{
    extension(Tensor x)
    {
        /// <summary>−1, 0 or 1, as x is below, at or above 0; no gradient flows through.</summary>
        public Tensor Sign() => Dispatcher.Apply(new SignOp(), x);
    }
}
