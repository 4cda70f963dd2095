using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The sigmoid linear unit, or swish (Elfwing et al. 2017, arXiv:1702.03118).</summary>
public sealed record SiluOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("silu",
        Formula: "y = x · σ(x)",
        Samples: [new(new SiluOp(), new OpInput([3, 4], -3, 3))],
        Errors: Refusals(new SiluOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Swish(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new SiluGradientOp(), dys[0], saved[0])];

    internal readonly struct Swish : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => x * LaneMath.Sigmoid(x);
    }
}

/// <summary>The gradient of <see cref="SiluOp"/>.</summary>
public sealed record SiluGradientOp : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("silu_gradient",
        Formula: "dx = dy · σ(x) · (1 + x · (1 − σ(x)))",
        Samples: [new(new SiluGradientOp(), new OpInput([3, 4]), new OpInput([3, 4], -3, 3))],
        Errors: Refusals(new SiluGradientOp()))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s)
    {
        // With σ′ = σ(1 − σ): (xσ)″ = 2σ′ + xσ″ = σ′ · (2 + x · (1 − 2σ)).
        var sigma = s.Sigmoid();
        return g * dy * (sigma * (1 - sigma)) * (2 + s * sigma.Affine(-2, 1));
    }

    internal readonly struct Slope : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V>
        {
            var sigma = LaneMath.Sigmoid(b);
            return a * (sigma * V.Fma(b, V.Of(1) - sigma, V.Of(1)));
        }
    }
}

/// <summary>The sigmoid linear unit.</summary>
public static class SiluExtensions
{
    extension(Tensor x)
    {
        /// <summary>x · σ(x).</summary>
        public Tensor Silu() => Dispatcher.Apply(new SiluOp(), x);
    }
}
