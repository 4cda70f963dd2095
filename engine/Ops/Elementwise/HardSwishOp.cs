using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Swish with a hard sigmoid (Howard et al. 2019, arXiv:1905.02244, section 5.2).</summary>
public sealed record HardSwishOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("hardswish",
        Formula: "y = x · min(max(x + 3, 0), 6) / 6",
        Samples: [new(new HardSwishOp(), new OpInput([3, 4, 5], -5, 5) { Kinks = [-3, 3] })],
        Errors: Refusals(new HardSwishOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Swish(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new HardSwishGradientOp(), dys[0], saved[0])];

    internal readonly struct Swish : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> =>
            x * V.Min(V.Max(x + V.Of(3), V.Of(0)), V.Of(6)) / V.Of(6);
    }
}

/// <summary>The gradient of <see cref="HardSwishOp"/>.</summary>
public sealed record HardSwishGradientOp : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("hardswish_gradient",
        Formula: "dx = 0 where x < −3, dy · (x/3 + 1/2) up to 3, dy above",
        Samples: [new(new HardSwishGradientOp(), new OpInput([3, 4]), new OpInput([3, 4], -5, 5) { Kinks = [-3, 3] })],
        Errors: Refusals(new HardSwishGradientOp()))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Slope(), dy, s);

    /// <inheritdoc/>
    private protected override Tensor? Curvature(Tensor g, Tensor dy, Tensor s) => (g * dy).Gate(s, -3, 3) / 3;

    internal readonly struct Slope : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V>
        {
            var middle = a * V.Fma(b, V.Of(1.0 / 3), V.Of(0.5));
            return V.SelectGreater(V.Of(-3), b, V.Of(0), V.SelectGreater(b, V.Of(3), a, middle));
        }
    }
}

/// <summary>The hard swish.</summary>
public static class HardSwishExtensions
{
    extension(Tensor x)
    {
        /// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
        public Tensor HardSwish() => Dispatcher.Apply(new HardSwishOp(), x);
    }
}
