namespace NeuralCore.Data;

/// <summary>MATLAB lays the first dimension innermost; the engine the last.</summary>
internal static class ColumnMajor
{
    private const int Tile = 32;

    /// <summary>Reorders column-major values of the given extents into row-major ones.</summary>
    /// <remarks>The first and the last dimension change places in tiles, so that neither side strides through memory alone.</remarks>
    public static T[] ToRowMajor<T>(T[] values, Shape shape)
    {
        if (shape.Rank < 2 || values.Length == 0) return values;
        var (first, last) = (shape[0], shape[^1]);
        var between = values.Length / first / last;
        var result = new T[values.Length];
        for (var m = 0; m < between; m++)
        {
            // m counts the dimensions in between as they lie in the file: the second one fastest.
            var (rest, target, step) = (m, 0, last);
            for (var d = shape.Rank - 2; d >= 1; d--) step *= shape[d];
            var rowStride = step;
            for (var d = 1; d < shape.Rank - 1; d++)
            {
                step /= shape[d];
                target += rest % shape[d] * step;
                rest /= shape[d];
            }
            for (var i0 = 0; i0 < first; i0 += Tile)
                for (var j0 = 0; j0 < last; j0 += Tile)
                    for (var i = i0; i < Math.Min(i0 + Tile, first); i++)
                        for (var j = j0; j < Math.Min(j0 + Tile, last); j++)
                            result[i * rowStride + target + j] = values[i + first * (m + between * j)];
        }
        return result;
    }
}
