using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The exponential linear unit (Clevert et al. 2016, arXiv:1511.07289).</summary>
/// <param name="Alpha">The bound −alpha for x → −∞.</param>
public sealed record EluOp(double Alpha = 1) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("elu",
        Formula: "y = x where x > 0, else alpha · (eˣ − 1)",
        Samples: [new(new EluOp(), new OpInput([3, 4, 5], -2, 2) { Kinks = [0] }), new(new EluOp(0.5), new OpInput([7]) { Kinks = [0] })],
        Errors: Refusals(new EluOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Unit(Alpha), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new EluGradientOp(Alpha), dys[0], saved[0])];

    internal readonly struct Unit(double alpha) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreater(x, V.Of(0), x, V.Of(alpha) * LaneMath.Expm1(x));
    }
}

/// <summary>The gradient of <see cref="EluOp"/>.</summary>
/// <param name="Alpha">The bound −alpha for x → −∞.</param>
public sealed record EluGradientOp(double Alpha) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("elu_gradient",
        Formula: "dx = dy where x > 0, else dy · alpha · eˣ",
        Samples: [new(new EluGradientOp(0.5), new OpInput([3, 4]), new OpInput([3, 4]) { Kinks = [0] })],
        Errors: Refusals(new EluGradientOp(1)))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(Alpha), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s) =>
        (Alpha * g * dy).Gate(s, double.NegativeInfinity, 0, closed: true) * s.Clamp(max: 0).Exp();

    internal readonly struct Slope(double alpha) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectGreater(b, V.Of(0), a, a * (V.Of(alpha) * LaneMath.Exp(b)));
    }
}

/// <summary>The exponential linear unit.</summary>
public static class EluExtensions
{
    extension(Tensor x)
    {
        /// <summary>x where x &gt; 0, else alpha · (eˣ − 1).</summary>
        public Tensor Elu(double alpha = 1) => Dispatcher.Apply(new EluOp(alpha), x);
    }
}
