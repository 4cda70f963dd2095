using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The average of each window, a window a thread.</summary>
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
            for (var height = startH; height < endH; height += space.Height.Step)
            {
                var row = ((window.Plane * space.Depth.Input.Value + depth) * space.Height.Input.Value + height) * space.Width.Input.Value;
                for (var at = row + startW; at < row + endW; at += space.Width.Step) sum += x[at];
            }
        y[i] = sum / V.OfWhole(space.Divisor(window.Depth, window.Height, window.Width));
    }
}
