using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The hyperbolic tangent.</summary>
public sealed record TanhOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("tanh",
        Formula: "y = tanh x",
        Samples: [new(new TanhOp(), new OpInput([3, 4], -2, 2))],
        Errors: Refusals(new TanhOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Pointwise.Map(new Tangent(), inputs[0]!);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new TanhGradientOp(), dys[0], saved[0])];

    internal readonly struct Tangent : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Tanh(x);
    }
}

/// <summary>The gradient of <see cref="TanhOp"/>, from its result.</summary>
public sealed record TanhGradientOp : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("tanh_gradient",
        Formula: "dx = dy · (1 − y²)",
        Samples: [new(new TanhGradientOp(), new OpInput([3, 4]), new OpInput([3, 4]))],
        Errors: Refusals(new TanhGradientOp()))
    {
        Inputs = ["dy", "y"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s) => -2 * g * dy * s;

    internal readonly struct Slope : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a * V.Fma(-b, b, V.Of(1));
    }
}

/// <summary>The hyperbolic tangent.</summary>
public static class TanhExtensions
{
    extension(Tensor x)
    {
        /// <summary>tanh x.</summary>
        public Tensor Tanh() => Dispatcher.Apply(new TanhOp(), x);
    }
}
