using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The rectified linear unit (Nair and Hinton 2010), with derivative 0 at 0.</summary>
public sealed record ReluOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("relu",
        Formula: "y = max(x, 0)",
        Samples: [new(new ReluOp(), new OpInput([3, 4, 5]) { Kinks = [0] })],
        Errors: Refusals(new ReluOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => Keeping(saved, Pointwise.Map(new Rectifier(), inputs[0]!));

    /// <inheritdoc/>
    internal override Tensor[]? Absorb(PendingResult pending, Saved saved) => pending.Then(new Rectifier()) is { } y ? Keeping(saved, y) : null;

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new ReluGradientOp(), dys[0], saved[0])];

    internal readonly struct Rectifier : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(x, V.Of(0));
    }
}

/// <summary>The gradient of <see cref="ReluOp"/>, from its result.</summary>
public sealed record ReluGradientOp : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("relu_gradient",
        Formula: "dx = dy where y > 0, else 0",
        Samples: [new(new ReluGradientOp(), new OpInput([3, 4, 5]), new OpInput([3, 4, 5]) { Kinks = [0] })],
        Errors: Refusals(new ReluGradientOp()))
    {
        Inputs = ["dy", "y"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Pointwise.Zip(new Positive(), dy, s);

    internal readonly struct Positive : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectGreater(b, V.Of(0), a, V.Of(0));
    }
}

/// <summary>The rectified linear unit.</summary>
public static class ReluExtensions
{
    extension(Tensor x)
    {
        /// <summary>max(x, 0), with derivative 0 at 0.</summary>
        public Tensor Relu() => Dispatcher.Apply(new ReluOp(), x);
    }
}
