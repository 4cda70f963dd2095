using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Chains equal positions in the order of the list: next [n] is where a position comes again, n for nowhere; isFirst [n] is 1 where it had not come before.</summary>
/// <remarks>A thread compares its position with all others, a tile of them at a time in shared memory: n² comparisons, no sort, no atomics.</remarks>
internal readonly struct IndexChainKernel(ArrayView<long> index, ArrayView<int> next, ArrayView<int> isFirst, int length, FaultCell fault) : IKernel
{
    private const int Tile = 256;

    // What stands for a position that does not exist: equal to none that does.
    private const int Nowhere = -1;

    /// <inheritdoc/>
    public static int GroupSize => Tile;

    /// <inheritdoc/>
    public static int SharedBytes => Tile * sizeof(int);

    /// <inheritdoc/>
    public void Run()
    {
        var tile = SharedMemory.Allocate<int>(Tile);
        var (i, n) = (Grid.GlobalIndex.X, index.IntLength);
        var own = i < n && fault.Admits(index[i], length) ? (int)index[i] : Nowhere;
        var (later, first) = (n, 1);
        for (var start = 0; start < n; start += Tile)
        {
            var other = start + Group.IdxX;
            tile[Group.IdxX] = other < n && (ulong)index[other] < (ulong)length ? (int)index[other] : Nowhere;
            Group.Barrier();
            var end = Math.Min(Tile, n - start);
            for (var t = 0; t < end; t++)
            {
                if (tile[t] != own) continue;
                if (start + t < i) first = 0;
                else if (start + t > i) later = Math.Min(later, start + t);
            }
            Group.Barrier();
        }
        if (i >= n) return;
        next[i] = later;
        isFirst[i] = own == Nowhere ? 0 : first;
    }
}
