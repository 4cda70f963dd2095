using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The largest of each window and its position in the plane, a window a thread; the first in row-major order wins, a NaN over all.</summary>
internal readonly struct MaxPoolKernel<W, V>(PoolSpace<W> space, ArrayView<V> x, ArrayView<V> y, ArrayView<long> indices) : IKernel
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
        int depth = space.Depth.Start(window.Depth), endD = space.Depth.End(window.Depth);

        var plane = window.Plane * space.Inputs;
        var best = Position(depth, startH) + startW;
        var largest = x[plane + best];
        for (; depth < endD; depth += space.Depth.Step)
            for (var height = startH; height < endH; height += space.Height.Step)
            {
                var row = Position(depth, height);
                for (var at = row + startW; at < row + endW; at += space.Width.Step)
                {
                    var value = x[plane + at];
                    if (!V.Beats(value, largest)) continue;
                    best = at;
                    largest = value;
                }
            }
        y[i] = largest;
        indices[i] = best;
    }

    private int Position(int depth, int height) => (depth * space.Height.Input.Value + height) * space.Width.Input.Value;
}
