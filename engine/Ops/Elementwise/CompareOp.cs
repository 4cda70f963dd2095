using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>How two numbers are compared; with NaN every comparison but ≠ is false.</summary>
public enum Comparison
{
    /// <summary>a &gt; b.</summary>
    Greater,
    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,
    /// <summary>a &lt; b.</summary>
    Less,
    /// <summary>a ≤ b.</summary>
    LessOrEqual,
    /// <summary>a = b.</summary>
    Equal,
    /// <summary>a ≠ b.</summary>
    NotEqual,
}

/// <summary>Compares two floating tensors that broadcast against each other: a Bool tensor, without a gradient.</summary>
/// <param name="Comparison">How.</param>
public sealed record CompareOp(Comparison Comparison) : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("compare",
        Formula: "y = a > b, a ≥ b, a < b, a ≤ b, a = b or a ≠ b",
        Samples:
        [
            .. Enum.GetValues<Comparison>().Select(c => new OpSample(new CompareOp(c), new OpInput([3]) { Values = [-1, 0, 1] }, new OpInput([3, 1]) { Values = [-1, 0, 1] })),
            .. Broadcasts(new CompareOp(Comparison.Greater), s => new(s) { Distinct = true }, s => new(s, 2, 3)),
        ],
        Errors: Refusals(new CompareOp(Comparison.Equal)))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        var mask = Comparison switch
        {
            Comparison.Greater => Pointwise.Zip(new Greater(), a, b),
            Comparison.GreaterOrEqual => Pointwise.Zip(new GreaterOrEqual(), a, b),
            Comparison.Less => Pointwise.Zip(new Greater(), b, a),
            Comparison.LessOrEqual => Pointwise.Zip(new GreaterOrEqual(), b, a),
            Comparison.Equal => Pointwise.Zip(new Equal(1, 0), a, b),
            _ => Pointwise.Zip(new Equal(0, 1), a, b),
        };
        return [mask.To(ElementType.Bool)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [null, null];

    internal readonly struct Greater : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectGreater(a, b, V.Of(1), V.Of(0));
    }

    internal readonly struct GreaterOrEqual : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectGreaterOrEqual(a, b, V.Of(1), V.Of(0));
    }

    internal readonly struct Equal(double then, double other) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.SelectEqual(a, b, V.Of(then), V.Of(other));
    }
}

/// <summary>Comparisons: Bool tensors, broadcast, without a gradient.</summary>
public static class CompareExtensions
{
    extension(Tensor x)
    {
        /// <summary>x &gt; other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Greater(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.Greater), x, other);

        /// <summary>x &gt; value.</summary>
        public Tensor Greater(double value) => x.Greater(x.Number(value));

        /// <summary>x ≥ other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor GreaterOrEqual(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.GreaterOrEqual), x, other);

        /// <summary>x ≥ value.</summary>
        public Tensor GreaterOrEqual(double value) => x.GreaterOrEqual(x.Number(value));

        /// <summary>x &lt; other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Less(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.Less), x, other);

        /// <summary>x &lt; value.</summary>
        public Tensor Less(double value) => x.Less(x.Number(value));

        /// <summary>x ≤ other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor LessOrEqual(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.LessOrEqual), x, other);

        /// <summary>x ≤ value.</summary>
        public Tensor LessOrEqual(double value) => x.LessOrEqual(x.Number(value));

        /// <summary>x = other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Equal(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.Equal), x, other);

        /// <summary>x = value.</summary>
        public Tensor Equal(double value) => x.Equal(x.Number(value));

        /// <summary>x ≠ other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor NotEqual(Tensor other) => Dispatcher.Apply(new CompareOp(Comparison.NotEqual), x, other);

        /// <summary>x ≠ value.</summary>
        public Tensor NotEqual(double value) => x.NotEqual(x.Number(value));

        private Tensor Number(double value) => Tensor.Scalar(value, x.Type, x.Device);
    }
}
