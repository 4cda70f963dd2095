using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A depthwise convolution, or its adjoint in x: each thread gathers up to four results of a column, so that a tap is loaded once for all of them and a warp reads along rows.</summary>
/// <param name="source">x, or dy.</param>
/// <param name="filters">w.</param>
/// <param name="bias">A number to a channel, or none.</param>
/// <param name="result">y, or dx.</param>
/// <param name="space">The sizes.</param>
/// <param name="blocks">How many threads share a column.</param>
internal readonly struct DepthwiseKernel<K, V>(
    ArrayView<V> source, ArrayView<V> filters, ArrayView<V> bias, ArrayView<V> result, DepthwiseSpace space, Divider blocks) : IKernel
    where K : struct, IDepthwiseTaps
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var (rest, column) = space.Width.Result.DivRem(Grid.GlobalIndex.X);
        (rest, var block) = blocks.DivRem(rest);
        var (number, depth) = space.Depth.Result.DivRem(rest);
        var (image, channel) = space.Channels.DivRem(number);
        var (row, height, width) = (block * K.Rows, space.Height.Result.Value, space.Width.Result.Value);
        var to = ((number * space.Depth.Result.Value + depth) * height + row) * width + column;
        if ((uint)to >= (uint)result.IntLength) return;

        var start = bias.IntLength > 0 ? bias[channel] : V.Of(0);
        var (y0, y1, y2, y3) = (start, start, start, start);
        var (plane, tap) = (space.SourcePlane(image, channel), channel * space.Terms * space.FilterVolume);
        for (var term = 0; term < space.Terms; term++, plane++)
            for (var a = 0; a < space.Depth.Taps; a++)
            {
                var slice = Inside(space.Depth, AnyTaps.Quotient(space.Depth, space.Depth.Position(depth, a)));
                var first = (plane * space.Depth.Source + slice) * space.Height.Source;
                for (var b = 0; b < K.Count(space.Height); b++)
                {
                    // Where the source's rows begin, negative outside; several only where a thread has several results.
                    var r0 = Begin(slice, first, row, b);
                    var r1 = K.Rows > 1 ? Begin(slice, first, row + 1, b) : -1;
                    var r2 = K.Rows > 1 ? Begin(slice, first, row + 2, b) : -1;
                    var r3 = K.Rows > 1 ? Begin(slice, first, row + 3, b) : -1;
                    if (Math.Max(Math.Max(r0, r1), Math.Max(r2, r3)) < 0)
                    {
                        tap += K.Count(space.Width);
                        continue;
                    }
                    for (var c = 0; c < K.Count(space.Width); c++, tap++)
                    {
                        var at = Inside(space.Width, K.Quotient(space.Width, space.Width.Position(column, c)));
                        if (at < 0) continue;
                        var w = filters[tap];
                        if (K.Rows == 1)
                        {
                            y0 = V.Fma(source[r0 + at], w, y0);
                            continue;
                        }

                        // Outside, some other element is loaded and left alone: all four are on their way at once.
                        var (x0, x1, x2, x3) = (source[Math.Max(r0, 0) + at], source[Math.Max(r1, 0) + at], source[Math.Max(r2, 0) + at], source[Math.Max(r3, 0) + at]);
                        y0 = r0 >= 0 ? V.Fma(x0, w, y0) : y0;
                        y1 = r1 >= 0 ? V.Fma(x1, w, y1) : y1;
                        y2 = r2 >= 0 ? V.Fma(x2, w, y2) : y2;
                        y3 = r3 >= 0 ? V.Fma(x3, w, y3) : y3;
                    }
                }
            }

        result[to] = y0;
        if (K.Rows == 1) return;
        if (row + 1 < height) result[to + width] = y1;
        if (row + 2 < height) result[to + 2 * width] = y2;
        if (row + 3 < height) result[to + 3 * width] = y3;
    }

    private int Begin(int slice, int first, int row, int tap)
    {
        var at = Inside(space.Height, K.Quotient(space.Height, space.Height.Position(row, tap)));
        return slice >= 0 && at >= 0 ? (first + at) * space.Width.Source : -1;
    }

    private static int Inside(DepthwiseAxis axis, int position) => position < axis.Source ? position : -1;
}
