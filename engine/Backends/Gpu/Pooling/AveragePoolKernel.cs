using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The average of each window, a window a thread.</summary>
/// <remarks>Every row is added up by itself, and every slice of rows: a large window has no long sum, whose rounding errors would show.</remarks>
internal readonly struct AveragePoolKernel<W, V>(PoolSpace<W> space, ArrayView<V> x, ArrayView<V> y) : IKernel
    where W : struct, IWindows
    where V : unmanaged, IGpuLane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= y.IntLength) return;
        var window = space.OutputAt(i);
        int startH = space.Height.Start(window.Height), endH = space.Height.End(window.Height);
        int startW = space.Width.Start(window.Width), endW = space.Width.End(window.Width);
        var endD = space.Depth.End(window.Depth);

        var sum = V.Of(0);
        for (var depth = space.Depth.Start(window.Depth); depth < endD; depth += space.Depth.Step)
        {
            var slice = V.Of(0);
            for (var height = startH; height < endH; height += space.Height.Step)
            {
                var (row, start) = (V.Of(0), ((window.Plane * space.Depth.Input.Value + depth) * space.Height.Input.Value + height) * space.Width.Input.Value);
                for (var at = start + startW; at < start + endW; at += space.Width.Step) row += x[at];
                slice += row;
            }
            sum += slice;
        }
        y[i] = sum / V.OfWhole(space.Divisor(window.Depth, window.Height, window.Width));
    }
}
