using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415), exact or by its tanh approximation.</summary>
/// <param name="Approximate">Whether Φ(x) is approximated by (1 + tanh(√(2/π) · (x + 0.044715x³))) / 2.</param>
public sealed record GeluOp(bool Approximate = false) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("gelu",
        Formula: "y = x · Φ(x), Φ(x) = (1 + erf(x/√2)) / 2",
        Samples: [new(new GeluOp(), new OpInput([3, 4], -3, 3)), new(new GeluOp(true), new OpInput([3, 4], -3, 3))],
        Errors: Refusals(new GeluOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.Save(x);
        return [Approximate ? Pointwise.Map(new TanhForm(), x) : Pointwise.Map(new ErfForm(), x)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new GeluGradientOp(Approximate), dys[0], saved[0])];

    internal readonly struct ErfForm : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => x * Gaussian.Distribution(x);
    }

    internal readonly struct TanhForm : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Of(0.5) * x * (V.Of(1) + LaneMath.Tanh(Gaussian.Cubic(x)));
    }
}

/// <summary>The gradient of <see cref="GeluOp"/>.</summary>
/// <param name="Approximate">Whether Φ is approximated by a tanh.</param>
public sealed record GeluGradientOp(bool Approximate) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("gelu_gradient",
        Formula: "dx = dy · (Φ(x) + x · φ(x)), φ = Φ′",
        Samples:
        [
            new(new GeluGradientOp(false), new OpInput([3, 4]), new OpInput([3, 4], -3, 3)),
            new(new GeluGradientOp(true), new OpInput([3, 4]), new OpInput([3, 4], -3, 3)),
        ],
        Errors: Refusals(new GeluGradientOp(false)))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Approximate
        ? Pointwise.Zip(new TanhForm(), dy, s)
        : Pointwise.Zip(new ErfForm(), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s)
    {
        var x2 = s.Square();

        // (xΦ)″ = 2φ + xφ′ = φ · (2 − x²), since φ′ = −xφ.
        if (!Approximate) return g * dy * (x2 * -0.5).Exp() * x2.Affine(-Gaussian.Density0, 2 * Gaussian.Density0);

        // y = x(1 + t)/2, t = tanh u, t′ = (1 − t²)u′: y″ = (1 − t²) · (u′ + x · (u″/2 − t·u′²)).
        var t = (s * x2.Affine(Gaussian.Root * Gaussian.Cube, Gaussian.Root)).Tanh();
        var du = x2.Affine(3 * Gaussian.Root * Gaussian.Cube, Gaussian.Root);
        var halfD2u = s * (3 * Gaussian.Root * Gaussian.Cube);
        return g * dy * (1 - t.Square()) * (du + s * (halfD2u - t * du.Square()));
    }

    internal readonly struct ErfForm : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> =>
            a * V.Fma(b, V.Of(Gaussian.Density0) * LaneMath.Exp(V.Of(-0.5) * (b * b)), Gaussian.Distribution(b));
    }

    internal readonly struct TanhForm : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V>
        {
            var t = LaneMath.Tanh(Gaussian.Cubic(b));
            var du = V.Of(Gaussian.Root) * V.Fma(V.Of(3 * Gaussian.Cube) * b, b, V.Of(1));
            return V.Of(0.5) * a * (V.Of(1) + t + b * V.Fma(-t, t, V.Of(1)) * du);
        }
    }
}

/// <summary>The Gaussian error linear unit.</summary>
public static class GeluExtensions
{
    extension(Tensor x)
    {
        /// <summary>x · Φ(x), or its tanh approximation.</summary>
        public Tensor Gelu(bool approximate = false) => Dispatcher.Apply(new GeluOp(approximate), x);
    }
}
