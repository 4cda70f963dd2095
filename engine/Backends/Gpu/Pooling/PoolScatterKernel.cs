using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dx = dy of the windows that took an element, an element of x a thread: it asks the windows over it, in order, so that no two threads add to one place.</summary>
/// <remarks>That finds every position that lies in its window, as those of a pooling do; each thread also sees to it that its share of them does.</remarks>
internal readonly struct PoolScatterKernel<W, V>(
    PoolSpace<W> space, ArrayView<V> dy, ArrayView<long> indices, ArrayView<V> dx, FaultCell fault) : IKernel
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
        dx[i] = Gather(space.InputAt(i), i);
        for (var o = (long)i; o < dy.IntLength; o += dx.IntLength) Check((int)o);
    }

    private V Gather(PoolPlace at, int i)
    {
        int firstH = space.Height.FirstOver(at.Height), endH = space.Height.EndOver(at.Height);
        int firstW = space.Width.FirstOver(at.Width), endW = space.Width.EndOver(at.Width);
        var endD = space.Depth.EndOver(at.Depth);
        var (sum, position) = (V.Of(0), (long)(i - at.Plane * space.Inputs));
        for (var depth = space.Depth.FirstOver(at.Depth); depth < endD; depth++)
            for (var height = firstH; height < endH; height++)
            {
                var row = ((at.Plane * space.Depth.Output.Value + depth) * space.Height.Output.Value + height) * space.Width.Output.Value;
                for (var width = firstW; width < endW; width++)
                    if (indices[row + width] == position) sum += dy[row + width];
            }
        return sum;
    }

    private void Check(int o)
    {
        if (!fault.Admits(indices[o], space.Inputs)) return;
        var position = (int)indices[o];
        var (window, at) = (space.OutputAt(o), space.InputAt(position));
        if (!IsOver(space.Depth, window.Depth, at.Depth) || !IsOver(space.Height, window.Height, at.Height) || !IsOver(space.Width, window.Width, at.Width))
            fault.Report(FaultCell.OutsideWindow, position);
    }

    // Dilation does not matter here: a position between the taps is found all the same.
    private static bool IsOver(W windows, int window, int input) => window >= windows.FirstOver(input) && window < windows.EndOver(input);
}
