namespace NeuralCore.Backends;

/// <summary>One tap of the kernel along a run of outputs in the last dimension: tap <paramref name="Tap"/> joins x[X + k·step] with y[Y + k] for all k below Count.</summary>
/// <param name="Tap">The tap's position in the kernel.</param>
/// <param name="X">The first input position in the plane.</param>
/// <param name="Y">The first output position in the plane.</param>
/// <param name="Count">The length of the run.</param>
internal readonly record struct ConvolutionRow(int Tap, int X, int Y, int Count);

/// <summary>Which input, tap and output positions of a plane meet in a convolution, for any number of spatial dimensions.</summary>
internal static class ConvolutionRows
{
    /// <summary>All runs that lie inside the input; padding contributes nothing and is never visited.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="step">The step of x along a run: the stride of the last dimension.</param>
    public static ConvolutionRow[] Of(ConvolutionGeometry geometry, out int step)
    {
        var rows = new List<ConvolutionRow>();
        step = geometry.Stride[^1];
        Visit(0, 0, 0, 0);
        return [.. rows];

        void Visit(int dim, int tap, int x, int y)
        {
            var (stride, input, output) = (geometry.Stride[dim], geometry.Input[dim], geometry.Output[dim]);
            for (var u = 0; u < geometry.Kernel[dim]; u++)
            {
                // 0 ≤ i·stride + shift < input.
                var shift = u * geometry.Dilation[dim] - geometry.Padding[dim];
                var first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
                var end = shift >= input ? 0 : Math.Min(output, (input - 1 - shift) / stride + 1);
                var (t, px, py) = (tap * geometry.Kernel[dim] + u, x * input + shift, y * output);
                if (dim < geometry.SpatialRank - 1)
                    for (var i = first; i < end; i++) Visit(dim + 1, t, px + i * stride, py + i);
                else if (first < end)
                    rows.Add(new(t, px + first * stride, py + first, end - first));
            }
        }
    }
}
