using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A smooth rectifier, straight above a threshold.</summary>
/// <param name="Beta">The steepness; not 0.</param>
/// <param name="Threshold">From where on, in units of beta · x, y = x.</param>
public sealed record SoftplusOp(double Beta = 1, double Threshold = 20) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("softplus",
        Formula: "y = ln(1 + e^(beta · x)) / beta, and x where beta · x > threshold",
        Samples:
        [
            new(new SoftplusOp(), new OpInput([3, 4], -3, 3)),
            new(new SoftplusOp(2, 1), new OpInput([3, 4], -3, 3) { Kinks = [0.5] }),
        ],
        Errors: Refusals(new SoftplusOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Smooth(Beta, Threshold), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new SoftplusGradientOp(Beta, Threshold), dys[0], saved[0])];

    internal readonly struct Smooth(double beta, double threshold) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V>
        {
            // ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|): nothing overflows.
            var z = V.Of(beta) * x;
            var y = (V.Max(z, V.Of(0)) + LaneMath.Log1p(LaneMath.Exp(-V.Abs(z)))) / V.Of(beta);
            return V.SelectGreater(z, V.Of(threshold), x, y);
        }
    }
}

/// <summary>The gradient of <see cref="SoftplusOp"/>.</summary>
/// <param name="Beta">The steepness.</param>
/// <param name="Threshold">From where on, in units of beta · x, y = x.</param>
public sealed record SoftplusGradientOp(double Beta, double Threshold) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("softplus_gradient",
        Formula: "dx = dy · σ(beta · x), and dy where beta · x > threshold",
        Samples: [new(new SoftplusGradientOp(2, 1), new OpInput([3, 4]), new OpInput([3, 4], -3, 3) { Kinks = [0.5] })],
        Errors: Refusals(new SoftplusGradientOp(1, 20)))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(Beta, Threshold), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s)
    {
        var z = Beta * s;
        var sigma = z.Sigmoid();
        return (Beta * g * dy).Gate(z, double.NegativeInfinity, Threshold, closed: true) * (sigma * (1 - sigma));
    }

    internal readonly struct Slope(double beta, double threshold) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V>
        {
            var z = V.Of(beta) * b;
            return V.SelectGreater(z, V.Of(threshold), a, a * LaneMath.Sigmoid(z));
        }
    }
}

/// <summary>The smooth rectifier.</summary>
public static class SoftplusExtensions
{
    extension(Tensor x)
    {
        /// <summary>ln(1 + e^(beta · x)) / beta, and x where beta · x &gt; threshold.</summary>
        public Tensor Softplus(double beta = 1, double threshold = 20) => Dispatcher.Apply(new SoftplusOp(beta, threshold), x);
    }
}
