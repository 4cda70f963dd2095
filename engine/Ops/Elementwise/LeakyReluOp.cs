using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The rectified linear unit that leaks (Maas et al. 2013): a small slope for negative x, at 0 too.</summary>
/// <param name="NegativeSlope">The slope where x ≤ 0.</param>
public sealed record LeakyReluOp(double NegativeSlope = 0.01) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("leaky_relu",
        Formula: "y = x where x > 0, else slope · x",
        Samples: [new(new LeakyReluOp(0.1), new OpInput([3, 4, 5]) { Kinks = [0] })],
        Errors: Refusals(new LeakyReluOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Leaky(NegativeSlope), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new LeakyReluGradientOp(NegativeSlope), dys[0], saved[0])];

    internal readonly struct Leaky(double slope) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreater(x, V.Of(0), x, V.Of(slope) * x);
    }
}

/// <summary>The gradient of <see cref="LeakyReluOp"/>.</summary>
/// <param name="NegativeSlope">The slope where x ≤ 0.</param>
public sealed record LeakyReluGradientOp(double NegativeSlope) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("leaky_relu_gradient",
        Formula: "dx = dy where x > 0, else slope · dy",
        Samples: [new(new LeakyReluGradientOp(0.1), new OpInput([3, 4]), new OpInput([3, 4]) { Kinks = [0] })],
        Errors: Refusals(new LeakyReluGradientOp(0.1)))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(NegativeSlope), dy, s);

    internal readonly struct Slope(double slope) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectGreater(b, V.Of(0), a, V.Of(slope) * a);
    }
}

/// <summary>The leaky rectified linear unit.</summary>
public static class LeakyReluExtensions
{
    extension(Tensor x)
    {
        /// <summary>x where x &gt; 0, else slope · x.</summary>
        public Tensor LeakyRelu(double negativeSlope = 0.01) => Dispatcher.Apply(new LeakyReluOp(negativeSlope), x);
    }
}
