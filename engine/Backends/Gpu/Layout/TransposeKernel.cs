using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>
/// A strided copy whose target is contiguous along one dimension (columns) and whose source along another (rows): through
/// square tiles in shared memory, so that both are walked along their memory. A tile's rows are one element longer than it
/// needs, so that a column falls on different banks.
/// </summary>
/// <param name="source">The source (operand A of the box), contiguous along rows.</param>
/// <param name="sourceOffset">Its first element.</param>
/// <param name="sourceStep">Its step from column to column.</param>
/// <param name="target">The target (operand B), contiguous along columns.</param>
/// <param name="targetOffset">Its first element.</param>
/// <param name="targetStep">Its step from row to row.</param>
/// <param name="outer">All other dimensions.</param>
/// <param name="rows">The extent along the source's memory.</param>
/// <param name="columns">The extent along the target's memory.</param>
/// <param name="rowTiles">How many tiles the rows make.</param>
/// <param name="tiles">How many tiles one matrix makes.</param>
internal readonly struct TransposeKernel<E, M>(
    ArrayView<E> source, int sourceOffset, int sourceStep, ArrayView<E> target, int targetOffset, int targetStep,
    GpuBox outer, int rows, int columns, Divider rowTiles, Divider tiles) : IKernel
    where E : unmanaged
    where M : struct, IGpuMove<E>
{
    /// <summary>The rows and columns of a tile.</summary>
    public const int Tile = 32;

    private const int Lines = 8;

    /// <inheritdoc/>
    public static int GroupSize => Tile * Lines;

    /// <inheritdoc/>
    public static int SharedBytes => Tile * (Tile + 1) * Interop.SizeOf<E>();

    /// <inheritdoc/>
    public void Run()
    {
        var tile = SharedMemory.Allocate<E>(Tile * (Tile + 1));
        var (matrix, number) = tiles.DivRem(Grid.IdxX);
        var (tileColumn, tileRow) = rowTiles.DivRem(number);
        var (row, column) = (tileRow * Tile, tileColumn * Tile);
        var place = outer.At(matrix);
        var line = Group.IdxX / Tile;
        var along = Group.IdxX % Tile;

        var from = sourceOffset + place.A + row + along + (column + line) * sourceStep;
        if (row + along < rows)
            for (var i = 0; i < Tile && column + line + i < columns; i += Lines, from += Lines * sourceStep)
                tile[(line + i) * (Tile + 1) + along] = source[from];
        Group.Barrier();
        var to = targetOffset + place.B + column + along + (row + line) * targetStep;
        if (column + along < columns)
            for (var i = 0; i < Tile && row + line + i < rows; i += Lines, to += Lines * targetStep)
                M.To(target, to, tile[along * (Tile + 1) + line + i]);
    }
}
