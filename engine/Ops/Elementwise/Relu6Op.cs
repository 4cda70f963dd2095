using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The rectified linear unit cut at 6 (Howard et al. 2017, arXiv:1704.04861); its derivative is 0 at 0 and at 6.</summary>
public sealed record Relu6Op : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("relu6",
        Formula: "y = min(max(x, 0), 6)",
        Samples: [new(new Relu6Op(), new OpInput([3, 4, 5], -2, 8) { Kinks = [0, 6] })],
        Errors: Refusals(new Relu6Op()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => Keeping(saved, Pointwise.Map(new Rectifier6(), inputs[0]!));

    /// <inheritdoc/>
    internal override Tensor[]? Absorb(PendingResult pending, Saved saved) => pending.Then(new Rectifier6()) is { } y ? Keeping(saved, y) : null;

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]!.Gate(saved[0], 0, 6)];

    internal readonly struct Rectifier6 : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Min(V.Max(x, V.Of(0)), V.Of(6));
    }
}

/// <summary>The rectified linear unit cut at 6.</summary>
public static class Relu6Extensions
{
    extension(Tensor x)
    {
        /// <summary>min(max(x, 0), 6).</summary>
        public Tensor Relu6() => Dispatcher.Apply(new Relu6Op(), x);
    }
}
