namespace NeuralCore.Data;

/// <summary>Swaps rows and columns of a matrix in tiles, so that neither side strides through memory alone.</summary>
internal static class Transposition
{
    private const int Tile = 32;

    /// <summary>source [rows, columns] to target [columns, rows].</summary>
    public static void Run<T>(ReadOnlySpan<T> source, int rows, int columns, Span<T> target)
    {
        for (var i0 = 0; i0 < rows; i0 += Tile)
            for (var j0 = 0; j0 < columns; j0 += Tile)
                for (var i = i0; i < Math.Min(i0 + Tile, rows); i++)
                    for (var j = j0; j < Math.Min(j0 + Tile, columns); j++)
                        target[j * rows + i] = source[i * columns + j];
    }
}
