using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The sum over some dimensions.</summary>
/// <param name="Dims">The dimensions summed over.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public sealed record SumOp(Dims Dims, bool KeepDim) : ReductionOp(Dims, KeepDim), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sum",
        Formula: "y = Σ x over dims",
        Samples: Cases((dims, keep) => new SumOp(dims, keep), s => new(s)),
        Errors: Refusals((dims, keep) => new SumOp(dims, keep)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.SaveState(inputs[0]!.Shape);
        return [Reduce(new Sum(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var x = saved.State<Shape>();
        return [Keep(dys[0]!, x).Expand(x)];
    }
}

/// <summary>Sums.</summary>
public static class SumExtensions
{
    extension(Tensor x)
    {
        /// <summary>The sum of x [*] over the dimensions, all unless named; they stay with extent 1 if <paramref name="keepDim"/>.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Sum(Dims dims = default, bool keepDim = false) => Dispatcher.Apply(new SumOp(dims, keepDim), x);
    }
}
