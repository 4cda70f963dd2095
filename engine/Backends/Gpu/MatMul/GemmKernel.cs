using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>result = a · bᵀ over matrices a [rows, depth] and b [columns, depth]: the one text behind matrix products and convolutions.</summary>
/// <remarks>
/// A group computes a tile of the result. While its threads multiply what one half of shared memory holds, they already
/// read the next stretch of the sums into registers, which then goes into the other half: one barrier a stretch, and the
/// latency of global memory is hidden behind multiply-adds. Groups along x are tiles, along y slices of the sums (each a
/// result of its own, summed by <see cref="SumSlicesKernel{R,V}"/>), along z products.
/// </remarks>
internal readonly struct GemmKernel<T, A, B, R, V>(
    A a, B b, R result, int rows, int columns, int depth, int sliceDepth, int columnTiles, int firstBatch) : IKernel
    where T : struct, IGemmTile<V>
    where A : struct, IGemmOperand<V>
    where B : struct, IGemmOperand<V>
    where R : struct, IGemmResult<V>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => T.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => 2 * 4 * (TileOfA + TileOfB) * (V.IsDouble ? sizeof(double) : sizeof(float));

    // What a tile of either side takes in shared memory, and from one row of it to the next, in quads.
    private static int TileOfA => GemmStage<RowsOf<T, V>, A, V>.Size / 4;

    private static int TileOfB => GemmStage<ColumnsOf<T, V>, B, V>.Size / 4;

    private static int PitchOfA => GemmStage<RowsOf<T, V>, A, V>.Pitch / 4;

    private static int PitchOfB => GemmStage<ColumnsOf<T, V>, B, V>.Pitch / 4;

    /// <inheritdoc/>
    public void Run()
    {
        var sharedA = SharedMemory.Allocate<Four<V>>(2 * TileOfA).AsAligned(16);
        var sharedB = SharedMemory.Allocate<Four<V>>(2 * TileOfB).AsAligned(16);
        int thread = Group.IdxX, batch = firstBatch + Grid.IdxZ;
        var begin = Grid.IdxY * sliceDepth;
        var end = begin + sliceDepth < depth ? begin + sliceDepth : depth;

        GemmStage<RowsOf<T, V>, A, V> left = default;
        GemmStage<ColumnsOf<T, V>, B, V> right = default;
        T sums = default;
        sums.Start(result, Part(), Row(), thread);
        if (begin < end)
        {
            left.Start(a, batch, Row(), begin, thread);
            right.Start(b, batch, Column(), begin, thread);
            left.Fetch(begin, end);
            right.Fetch(begin, end);
            left.Put(sharedA, 0);
            right.Put(sharedB, 0);
            Group.Barrier();
            var half = 0;
            for (var k = begin + T.Depth; ; k += T.Depth)
            {
                var more = k < end;
                if (more)
                {
                    left.Fetch(k, end);
                    right.Fetch(k, end);
                }
                int i = half * TileOfA, j = half * TileOfB;
                for (var step = 0; step < T.Depth; step++)
                {
                    sums.Add(sharedA, sharedB, i, j, thread);
                    i += PitchOfA;
                    j += PitchOfB;
                }
                if (!more) break;
                half = 1 - half;
                left.Put(sharedA, half * TileOfA);
                right.Put(sharedB, half * TileOfB);
                Group.Barrier();
            }
        }
        sums.Store(result, Part(), Row(), Column(), rows, columns, thread);
    }

    // These are worked out anew after the loop, rather than hold registers during it.
    private int Part() => (firstBatch + Grid.IdxZ) * Grid.DimY + Grid.IdxY;

    private int Row() => Grid.IdxX / columnTiles * T.Rows;

    private int Column() => Grid.IdxX % columnTiles * T.Columns;
}
