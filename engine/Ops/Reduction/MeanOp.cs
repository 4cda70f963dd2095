using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The mean over some dimensions; NaN over no element.</summary>
/// <param name="Dims">The dimensions averaged over.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public sealed record MeanOp(Dims Dims, bool KeepDim) : ReductionOp(Dims, KeepDim), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("mean",
        Formula: "y = Σ x / n over dims",
        Samples: Cases((dims, keep) => new MeanOp(dims, keep), s => new(s)),
        Errors: Refusals((dims, keep) => new MeanOp(dims, keep)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape);
        return [Reduce(new Sum(), x) / TermsOf(x.Shape)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var x = saved.State<Shape>();
        return [Keep(dys[0]! / TermsOf(x), x).Expand(x)];
    }
}

/// <summary>Means.</summary>
public static class MeanExtensions
{
    extension(Tensor x)
    {
        /// <summary>The mean of x [*] over the dimensions, all unless named; they stay with extent 1 if <paramref name="keepDim"/>.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Mean(Dims dims = default, bool keepDim = false) => Dispatcher.Apply(new MeanOp(dims, keepDim), x);
    }
}
