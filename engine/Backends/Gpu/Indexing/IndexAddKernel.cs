using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dx [Outer, Length, Inner] = dy [Outer, n, Inner] added at n positions, an element of dx a thread, which looks through all positions: for few of them.</summary>
internal readonly struct IndexAddKernel<V>(
    ArrayView<V> dy, ArrayView<long> index, ArrayView<V> dx, Divider length, Divider inner, FaultCell fault) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var element = Grid.GlobalIndex.X;
        if (element >= dx.IntLength) return;
        var (run, k) = inner.DivRem(element);
        var (outer, position) = length.DivRem(run);
        var (sum, n) = (default(LongSum<V>), index.IntLength);
        var from = outer * n * inner.Value + k;
        for (var i = 0; i < n; i++)
            if (index[i] == position) sum.Add(dy[from + i * inner.Value]);
        dx[element] = sum.Value;
        for (var i = (long)element; i < n; i += dx.IntLength) fault.Admits(index[i], length.Value);
    }
}
