using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The average of each of so many windows as evenly as they go into x [N, C, *spatial].</summary>
/// <param name="Output">How many windows each spatial dimension has.</param>
public sealed record AdaptiveAveragePoolOp(Sizes Output) : MeanPoolOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("adaptive_average_pool",
        Formula: "y[n,c,i] = mean_j x[n,c,j], ⌊i·in/out⌋ ≤ j < ⌈(i+1)·in/out⌉",
        Samples:
        [
            new(new AdaptiveAveragePoolOp(3), new OpInput([2, 2, 7])),
            new(new AdaptiveAveragePoolOp(1), new OpInput([2, 3, 4, 2])),
            new(new AdaptiveAveragePoolOp((3, 2)), new OpInput([1, 2, 5, 4])),
            new(new AdaptiveAveragePoolOp((1, 2, 3)), new OpInput([1, 1, 3, 4, 4])),
            new(new AdaptiveAveragePoolOp(5), new OpInput([1, 2, 3])),
        ],
        Errors:
        [
            new(new AdaptiveAveragePoolOp(0), "the output size is at least 1", new OpInput([1, 1, 6, 4])),
            new(new AdaptiveAveragePoolOp(1), "needs an element along every spatial dimension; got x [2, 1, 0, 4]", new OpInput([2, 1, 0, 4])),
            new(new AdaptiveAveragePoolOp(1), "expects an input [N, C, *spatial]", new OpInput([6, 4])),
        ]);

    /// <inheritdoc/>
    internal override PoolGeometry Geometry(Shape x) => PoolGeometry.OfAdaptive(x, Output);
}

/// <summary>Adaptive and global average pooling.</summary>
public static class AdaptiveAveragePoolExtensions
{
    extension(Tensor x)
    {
        /// <summary>The average of each of so many windows of x [N, C, *spatial], as [N, C, *output].</summary>
        /// <exception cref="ShapeException">x has another number of spatial dimensions or one without elements, or an output size is not positive.</exception>
        public Tensor AdaptiveAveragePool(Sizes output) => Dispatcher.Apply(new AdaptiveAveragePoolOp(output), x);

        /// <summary>The average over all spatial dimensions of x [N, C, *spatial], kept with extent 1: [N, C, 1, …].</summary>
        /// <exception cref="ShapeException">x has no spatial dimension, or one without elements.</exception>
        public Tensor GlobalAveragePool() => x.AdaptiveAveragePool(1);
    }
}
