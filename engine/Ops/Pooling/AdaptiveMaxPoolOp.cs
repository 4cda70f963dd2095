using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The largest element of each of so many windows as evenly as they go into x [N, C, *spatial].</summary>
/// <param name="Output">How many windows each spatial dimension has.</param>
public sealed record AdaptiveMaxPoolOp(Sizes Output) : MaximumPoolOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("adaptive_max_pool",
        Formula: "y[n,c,i] = max_j x[n,c,j], ⌊i·in/out⌋ ≤ j < ⌈(i+1)·in/out⌉",
        Samples:
        [
            new(new AdaptiveMaxPoolOp(3), new OpInput([2, 2, 7]) { Distinct = true }),
            new(new AdaptiveMaxPoolOp((3, 2)), new OpInput([1, 2, 5, 4]) { Distinct = true }),
            new(new AdaptiveMaxPoolOp((1, 2, 3)), new OpInput([1, 1, 3, 4, 4]) { Distinct = true }),
        ],
        Errors:
        [
            new(new AdaptiveMaxPoolOp(0), "the output size is at least 1", new OpInput([1, 1, 6, 4])),
            new(new AdaptiveMaxPoolOp(1), "needs an element along every spatial dimension; got x [2, 1, 0, 4]", new OpInput([2, 1, 0, 4])),
            new(new AdaptiveMaxPoolOp((1, 2, 1)), "as many spatial dimensions", new OpInput([1, 1, 6, 4])),
        ]);

    /// <inheritdoc/>
    internal override PoolGeometry Geometry(Shape x) => PoolGeometry.OfAdaptive(x, Output);
}

/// <summary>Adaptive max pooling.</summary>
public static class AdaptiveMaxPoolExtensions
{
    extension(Tensor x)
    {
        /// <summary>The largest element of each of so many windows of x [N, C, *spatial], as [N, C, *output].</summary>
        /// <exception cref="ShapeException">x has another number of spatial dimensions or one without elements, or an output size is not positive.</exception>
        public Tensor AdaptiveMaxPool(Sizes output) => Dispatcher.Apply(new AdaptiveMaxPoolOp(output), x);
    }
}
