using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A multiple of x plus a constant: what the operators between a tensor and a number come down to.</summary>
/// <param name="Scale">The factor.</param>
/// <param name="Shift">What is added.</param>
public sealed record AffineOp(double Scale, double Shift) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("affine",
        Formula: "y = scale · x + shift",
        Samples:
        [
            new(new AffineOp(2.5, 0), new OpInput([3, 4])),
            new(new AffineOp(-1, 1), new OpInput([2, 1, 5])),
            new(new AffineOp(1, -0.75), new OpInput([])),
        ],
        Errors: Refusals(new AffineOp(2, 1)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [Pointwise.Map(new Line(Scale, Shift), inputs[0]!)];

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Scale == 1 ? dys[0] : Dispatcher.Apply(new AffineOp(Scale, 0), dys[0])];

    internal readonly struct Line(double scale, double shift) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Fma(x, V.Of(scale), V.Of(shift));
    }
}

/// <summary>Arithmetic between a tensor and a number; the number takes the tensor's type.</summary>
public static class AffineExtensions
{
    extension(Tensor x)
    {
        /// <summary>scale · x + shift, in one pass.</summary>
        public Tensor Affine(double scale, double shift) => Dispatcher.Apply(new AffineOp(scale, shift), x);
    }

    extension(Tensor)
    {
        /// <summary>x + c.</summary>
        public static Tensor operator +(Tensor x, double c) => x.Affine(1, c);

        /// <summary>c + x.</summary>
        public static Tensor operator +(double c, Tensor x) => x.Affine(1, c);

        /// <summary>x − c.</summary>
        public static Tensor operator -(Tensor x, double c) => x.Affine(1, -c);

        /// <summary>c − x.</summary>
        public static Tensor operator -(double c, Tensor x) => x.Affine(-1, c);

        /// <summary>x · c.</summary>
        public static Tensor operator *(Tensor x, double c) => x.Affine(c, 0);

        /// <summary>c · x.</summary>
        public static Tensor operator *(double c, Tensor x) => x.Affine(c, 0);

        /// <summary>x / c, as the product with 1/c.</summary>
        public static Tensor operator /(Tensor x, double c) => x.Affine(1 / c, 0);

        /// <summary>c / x.</summary>
        public static Tensor operator /(double c, Tensor x) => x.Reciprocal().Affine(c, 0);
    }
}
