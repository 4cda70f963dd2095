using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The binary cross-entropy of the probability σ(x) against t, from the logit x, without overflow at either end.</summary>
public sealed record BinaryCrossEntropyWithLogitsOp : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("binary_cross_entropy_with_logits",
        Formula: "y = −t · ln σ(x) − (1 − t) · ln(1 − σ(x)) = max(x, 0) − x·t + ln(1 + e^−|x|)",
        Samples: [new(new BinaryCrossEntropyWithLogitsOp(), new OpInput([4, 5], -3, 3), new OpInput([4, 5], 0, 1))],
        Errors: [new(new BinaryCrossEntropyWithLogitsOp(), "target", new OpInput([4, 5]), new OpInput([4, 1]))])
    {
        Inputs = ["x", "target"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, target) = (inputs[0]!.Shape, inputs[1]!.Shape);
        return x == target ? [x] : throw new ShapeException($"logits and target have one shape; got x {x}, target {target}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Zip(new Loss(), inputs[0]!, inputs[1]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x, target) = (dys[0]!, saved[0], saved[1]);
        return [needs[0] ? dy * (x.Sigmoid() - target) : null, needs[1] ? -(dy * x) : null];
    }

    internal readonly struct Loss : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> =>
            V.Max(a, V.Of(0)) - a * b + LaneMath.Log1p(LaneMath.Exp(-V.Abs(a)));
    }
}

/// <summary>The binary cross-entropy.</summary>
public static class BinaryCrossEntropyWithLogitsExtensions
{
    extension(Tensor x)
    {
        /// <summary>The binary cross-entropy of logits x [*] against probabilities target [*].</summary>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Tensor BinaryCrossEntropyWithLogits(Tensor target, Reduction reduction = Reduction.Mean) =>
            Dispatcher.Apply(new BinaryCrossEntropyWithLogitsOp(), x, target).Reduced(reduction);
    }
}
