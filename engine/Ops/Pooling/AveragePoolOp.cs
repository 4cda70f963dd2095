using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The average of each window of x [N, C, *spatial].</summary>
/// <param name="Kernel">The window's extents.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">How far the first window reaches over the border, at most half the window.</param>
/// <param name="CeilMode">Whether a last window may hang over the end.</param>
/// <param name="CountIncludePad">Whether the zeros of the padding count as elements.</param>
public sealed record AveragePoolOp(Sizes Kernel, Sizes Stride, Sizes Padding, bool CeilMode = false, bool CountIncludePad = true) : MeanPoolOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("average_pool",
        Formula: "y[n,c,i] = Σ_u x[n,c,i·s+u−p] / |window|",
        Samples:
        [
            new(new AveragePoolOp(2, 2, 0), new OpInput([2, 2, 7])),
            new(new AveragePoolOp(3, 1, 1), new OpInput([2, 1, 4, 3])),
            new(new AveragePoolOp(3, 2, 1, CountIncludePad: false), new OpInput([1, 2, 5, 4])),
            new(new AveragePoolOp((3, 2), 2, (1, 0), CeilMode: true), new OpInput([1, 2, 6, 5])),
            new(new AveragePoolOp((3, 2), 2, (1, 0), CeilMode: true, CountIncludePad: false), new OpInput([1, 2, 6, 5])),
            new(new AveragePoolOp(2, 3, 0), new OpInput([1, 1, 8, 5])),
            new(new AveragePoolOp((2, 2, 3), (1, 2, 2), (1, 0, 1)), new OpInput([1, 2, 2, 4, 3])),
        ],
        Errors:
        [
            new(new AveragePoolOp(5, 1, 0), "a window of 5 does not fit the padded extent 4 of spatial dimension 1", new OpInput([1, 1, 6, 4])),
            new(new AveragePoolOp(3, 1, 2), "padding 2 is more than half the window 3", new OpInput([1, 1, 6, 6])),
            new(new AveragePoolOp(3, 0, 1), "stride is at least 1", new OpInput([1, 1, 6, 6])),
        ]);

    /// <inheritdoc/>
    internal override PoolGeometry Geometry(Shape x) => PoolGeometry.Of(x, Kernel, Stride, Padding, 1, CeilMode, CountIncludePad);
}

/// <summary>Average pooling.</summary>
public static class AveragePoolExtensions
{
    extension(Tensor x)
    {
        /// <summary>The average of each window of x [N, C, *spatial], as [N, C, *output].</summary>
        /// <param name="kernel">The window's extents.</param>
        /// <param name="stride">The step between windows, the window's extents if left out.</param>
        /// <param name="padding">How far the first window reaches over the border, not at all if left out.</param>
        /// <param name="ceilMode">Whether a last window may hang over the end.</param>
        /// <param name="countIncludePad">Whether the zeros of the padding count as elements.</param>
        /// <exception cref="ShapeException">The windows do not fit x, or the padding is more than half of one.</exception>
        public Tensor AveragePool(Sizes kernel, Sizes? stride = null, Sizes? padding = null, bool ceilMode = false, bool countIncludePad = true) =>
            Dispatcher.Apply(new AveragePoolOp(kernel, stride ?? kernel, padding ?? 0, ceilMode, countIncludePad), x);
    }
}
