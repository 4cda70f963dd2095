using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The variance over some dimensions, in two passes: first the mean, then the squares of what differs from it.</summary>
/// <param name="Dims">The dimensions that it is taken over.</param>
/// <param name="Unbiased">Whether to divide by n − 1 (Bessel's correction) instead of n.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public sealed record VarOp(Dims Dims, bool Unbiased, bool KeepDim) : ReductionOp(Dims, KeepDim), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("var",
        Formula: "y = Σ (x − mean)² / (n − 1), or / n",
        Samples: [.. Cases((dims, keep) => new VarOp(dims, true, keep), s => new(s)), new(new VarOp(1, false, false), new OpInput([2, 3, 4]))],
        Errors: Refusals((dims, keep) => new VarOp(dims, true, keep)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.Save(x);
        var squares = Pointwise.Zip(new SquaredDifference(), x, x.Mean(Dims, keepDim: true));
        return [Reduce(new Sum(), squares) / Divisor(x.Shape)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        // The mean's own dependence on x drops out: Σ (x − mean) = 0.
        var x = saved[0];
        return [(x - x.Mean(Dims, keepDim: true)) * Keep(dys[0]! * (2 / Divisor(x.Shape)), x.Shape)];
    }

    private double Divisor(Shape x) => Math.Max(0, TermsOf(x) - (Unbiased ? 1 : 0));

    internal readonly struct SquaredDifference : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => (a - b) * (a - b);
    }
}

/// <summary>Variances.</summary>
public static class VarExtensions
{
    extension(Tensor x)
    {
        /// <summary>The variance of x [*] over the dimensions, all unless named: Σ (x − mean)² / (n − 1), or / n if not <paramref name="unbiased"/>.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Var(Dims dims = default, bool unbiased = true, bool keepDim = false) => Dispatcher.Apply(new VarOp(dims, unbiased, keepDim), x);
    }
}
