using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The sigmoid of three straight pieces (Howard et al. 2019, arXiv:1905.02244, section 5.2); its derivative is 0 at ±3.</summary>
public sealed record HardSigmoidOp : UnaryOp, IOp
{
    // PyTorch's slope is 1/6 rounded to single precision, in double too; weights and gradients are to agree with its own.
    private const double Slope = 1f / 6f;

    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("hardsigmoid",
        Formula: "y = min(max(x + 3, 0), 6) / 6",
        Samples: [new(new HardSigmoidOp(), new OpInput([3, 4, 5], -5, 5) { Kinks = [-3, 3] })],
        Errors: Refusals(new HardSigmoidOp()))
    {
        GradientTolerance = 1e-6,
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Pieces(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [dys[0]!.Gate(saved[0], -3, 3) * Slope];

    internal readonly struct Pieces : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> =>
            V.Min(V.Max(x + V.Of(3), V.Of(0)), V.Of(6)) / V.Of(6);
    }
}

/// <summary>The hard sigmoid.</summary>
public static class HardSigmoidExtensions
{
    extension(Tensor x)
    {
        /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
        public Tensor HardSigmoid() => Dispatcher.Apply(new HardSigmoidOp(), x);
    }
}
