using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A fixed power of x; NaN for negative x and a broken exponent.</summary>
/// <param name="Exponent">The power.</param>
public sealed record PowScalarOp(double Exponent) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("pow_scalar",
        Formula: "y = x^exponent",
        Samples:
        [
            new(new PowScalarOp(2.5), new OpInput([3, 4], 0.2, 2)),
            new(new PowScalarOp(3), new OpInput([3, 4])),
            new(new PowScalarOp(-2), new OpInput([5], -2, -0.5)),
            new(new PowScalarOp(0), new OpInput([2, 2])),
        ],
        Errors: Refusals(new PowScalarOp(2)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Power(Exponent), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Exponent == 0 ? null : Exponent * dys[0]! * saved[0].Pow(Exponent - 1)];

    internal readonly struct Power(double exponent) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Pow(x, exponent);
    }
}

/// <summary>Powers with a fixed exponent.</summary>
public static class PowScalarExtensions
{
    extension(Tensor x)
    {
        /// <summary>x to a fixed power; NaN for negative x and a broken exponent.</summary>
        public Tensor Pow(double exponent) => Dispatcher.Apply(new PowScalarOp(exponent), x);
    }
}
