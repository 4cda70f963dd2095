using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dx = the shares that an element has in the averages of the windows over it, an element of x a thread; the windows are added in order.</summary>
internal readonly struct AveragePoolGradientKernel<W, V>(PoolSpace<W> space, ArrayView<V> dy, ArrayView<V> dx) : IKernel
    where W : struct, IWindows
    where V : unmanaged, IGpuLane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= dx.IntLength) return;
        var at = space.InputAt(i);
        int firstH = space.Height.FirstOver(at.Height), endH = space.Height.EndOver(at.Height);
        int firstW = space.Width.FirstOver(at.Width), endW = space.Width.EndOver(at.Width);
        var endD = space.Depth.EndOver(at.Depth);

        var sum = V.Of(0);
        for (var depth = space.Depth.FirstOver(at.Depth); depth < endD; depth++)
        {
            if (!space.Depth.Covers(depth, at.Depth)) continue;
            for (var height = firstH; height < endH; height++)
            {
                if (!space.Height.Covers(height, at.Height)) continue;
                var row = ((at.Plane * space.Depth.Output.Value + depth) * space.Height.Output.Value + height) * space.Width.Output.Value;
                for (var width = firstW; width < endW; width++)
                    if (space.Width.Covers(width, at.Width))
                        sum += dy[row + width] / V.OfWhole(space.Divisor(depth, height, width));
            }
        }
        dx[i] = sum;
    }
}
