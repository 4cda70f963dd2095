using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The logistic function.</summary>
public sealed record SigmoidOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sigmoid",
        Formula: "y = σ(x) = 1 / (1 + e⁻ˣ)",
        Samples: [new(new SigmoidOp(), new OpInput([3, 4], -3, 3))],
        Errors: Refusals(new SigmoidOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Pointwise.Map(new Logistic(), inputs[0]!);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new SigmoidGradientOp(), dys[0], saved[0])];

    internal readonly struct Logistic : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Sigmoid(x);
    }
}

/// <summary>The gradient of <see cref="SigmoidOp"/>, from its result.</summary>
public sealed record SigmoidGradientOp : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sigmoid_gradient",
        Formula: "dx = dy · y · (1 − y)",
        Samples: [new(new SigmoidGradientOp(), new OpInput([3, 4]), new OpInput([3, 4], 0, 1))],
        Errors: Refusals(new SigmoidGradientOp()))
    {
        Inputs = ["dy", "y"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s) => g * dy * s.Affine(-2, 1);

    internal readonly struct Slope : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a * (b * (V.Of(1) - b));
    }
}

/// <summary>The logistic function.</summary>
public static class SigmoidExtensions
{
    extension(Tensor x)
    {
        /// <summary>1 / (1 + e⁻ˣ).</summary>
        public Tensor Sigmoid() => Dispatcher.Apply(new SigmoidOp(), x);
    }
}
