using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dw of a depthwise convolution: Σ dy·x over images and positions, for three neighbouring taps of a channel at a time, so that dy is loaded once for them.</summary>
/// <param name="x">x [N, C, *input].</param>
/// <param name="dy">dy [N, O, *output].</param>
/// <param name="dw">The result [O, 1, *kernel].</param>
/// <param name="space">The sizes of the forward pass.</param>
/// <param name="perRow">How many threes a row of the kernel falls into, the last perhaps with fewer.</param>
internal readonly struct DepthwiseWeightRule<V>(ArrayView<V> x, ArrayView<V> dy, ArrayView<V> dw, DepthwiseSpace space, int perRow) : IGroupRule<TapSums<V>>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public TapSums<V> Gather(int g, GroupWalk walk)
    {
        var (rows, height, width) = (space.Depth.Taps * space.Height.Taps, space.Height, space.Width);
        var (row, first) = (g / perRow, g % perRow * TapSums<V>.Taps);
        var (channel, depthTap, heightTap) = (row / rows, row % rows / height.Taps, row % height.Taps);
        var positions = space.Depth.Result.Value * height.Result.Value * width.Result.Value;
        var last = width.Taps - 1 - first;
        var (a, b, c) = (V.Of(0), V.Of(0), V.Of(0));
        for (; walk.Left > 0; walk.Next())
        {
            var (rest, column) = width.Result.DivRem(walk.B);
            var (depth, line) = height.Result.DivRem(rest);
            var (z, y, at) = (space.Depth.Position(depth, depthTap), height.Position(line, heightTap), width.Position(column, first));
            if (z < 0 || z >= space.Depth.Source || y < 0 || y >= height.Source) continue;
            var d = dy[(walk.A * space.Channels.Value + channel) * positions + walk.B];
            var from = ((space.SourcePlane(walk.A, channel) * space.Depth.Source + z) * height.Source + y) * width.Source;
            if (at >= 0 && at < width.Source) a = V.Fma(d, x[from + at], a);
            at += width.TapStep;
            if (last > 0 && at >= 0 && at < width.Source) b = V.Fma(d, x[from + at], b);
            at += width.TapStep;
            if (last > 1 && at >= 0 && at < width.Source) c = V.Fma(d, x[from + at], c);
        }
        return new(a, b, c);
    }

    /// <inheritdoc/>
    public void Finish(int g, TapSums<V> whole)
    {
        var first = g % perRow * TapSums<V>.Taps;
        var (to, last) = (g / perRow * space.Width.Taps + first, space.Width.Taps - 1 - first);
        dw[to] = whole.A;
        if (last > 0) dw[to + 1] = whole.B;
        if (last > 1) dw[to + 2] = whole.C;
    }
}
