using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The largest element of each window of x [N, C, *spatial]; padding never wins.</summary>
/// <param name="Kernel">The window's extents.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">How far the first window reaches over the border, at most half the window.</param>
/// <param name="Dilation">The step between the taps of a window.</param>
/// <param name="CeilMode">Whether a last window may hang over the end.</param>
public sealed record MaxPoolOp(Sizes Kernel, Sizes Stride, Sizes Padding, Sizes Dilation, bool CeilMode = false) : MaximumPoolOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("max_pool",
        Formula: "y[n,c,i] = max_u x[n,c,i·s+u·d−p]",
        Samples:
        [
            new(new MaxPoolOp(2, 2, 0, 1), new OpInput([2, 2, 7]) { Distinct = true }),
            new(new MaxPoolOp(3, 2, 1, 1), new OpInput([1, 2, 5, 6]) { Distinct = true }),
            new(new MaxPoolOp(3, 1, 1, 1), new OpInput([2, 1, 3, 4]) { Distinct = true }),
            new(new MaxPoolOp(3, 2, 0, 1, CeilMode: true), new OpInput([1, 2, 6, 4]) { Distinct = true }),
            new(new MaxPoolOp((3, 2), (2, 1), (1, 0), (2, 1)), new OpInput([1, 1, 7, 5]) { Distinct = true }),
            new(new MaxPoolOp(2, 3, 0, 1), new OpInput([1, 2, 8, 5]) { Distinct = true }),
            new(new MaxPoolOp((2, 3, 2), (2, 2, 1), (1, 1, 0), 1), new OpInput([1, 2, 3, 4, 3]) { Distinct = true }),
        ],
        Errors:
        [
            new(new MaxPoolOp(5, 1, 0, 1), "a window of 5 does not fit the padded extent 4 of spatial dimension 1", new OpInput([1, 1, 6, 4])),
            new(new MaxPoolOp(3, 1, 2, 1), "padding 2 is more than half the window 3", new OpInput([1, 1, 6, 6])),
            new(new MaxPoolOp(2, 2, 0, 1), "pooling expects an input [N, C, *spatial]", new OpInput([6, 6])),
            new(new MaxPoolOp((2, 1, 2), 2, 0, 1), "kernel 2×1×2 has 3 numbers", new OpInput([1, 1, 6, 6])),
        ]);

    /// <inheritdoc/>
    internal override PoolGeometry Geometry(Shape x) => PoolGeometry.Of(x, Kernel, Stride, Padding, Dilation, CeilMode, countIncludePad: false);
}

/// <summary>Max pooling.</summary>
public static class MaxPoolExtensions
{
    extension(Tensor x)
    {
        /// <summary>The largest element of each window of x [N, C, *spatial], as [N, C, *output].</summary>
        /// <param name="kernel">The window's extents.</param>
        /// <param name="stride">The step between windows, the window's extents if left out.</param>
        /// <param name="padding">How far the first window reaches over the border, not at all if left out.</param>
        /// <param name="dilation">The step between taps, 1 if left out.</param>
        /// <param name="ceilMode">Whether a last window may hang over the end.</param>
        /// <exception cref="ShapeException">The windows do not fit x, or the padding is more than half of one.</exception>
        public Tensor MaxPool(Sizes kernel, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null, bool ceilMode = false) =>
            Dispatcher.Apply(new MaxPoolOp(kernel, stride ?? kernel, padding ?? 0, dilation ?? 1, ceilMode), x);
    }
}
