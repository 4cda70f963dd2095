using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dx [Outer, Length, Inner] = dy [Outer, n, Inner] added at n positions, an element of dy a thread: where a position comes first, its thread adds up the chain of <see cref="IndexChainKernel"/>.</summary>
/// <remarks>Elements of dx at no position are left as they are.</remarks>
internal readonly struct IndexAddChainKernel<V>(
    ArrayView<V> dy, ArrayView<long> index, ArrayView<int> next, ArrayView<int> isFirst, ArrayView<V> dx, int length, Divider inner) : IKernel
    where V : unmanaged, ILane<V>
{
    private readonly Divider _count = new(index.IntLength);

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var element = Grid.GlobalIndex.X;
        if (element >= dy.IntLength) return;
        var (run, k) = inner.DivRem(element);
        var (outer, i) = _count.DivRem(run);
        if (isFirst[i] == 0) return;
        var (sum, n, from) = (default(LongSum<V>), _count.Value, outer * _count.Value * inner.Value + k);
        for (var j = i; j < n; j = next[j]) sum.Add(dy[from + j * inner.Value]);
        dx[(outer * length + (int)index[i]) * inner.Value + k] = sum.Value;
    }
}
