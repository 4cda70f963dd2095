using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A tile whose threads have 8 × 4 sums each: per step three 128-bit reads of shared memory for 32 multiply-adds.</summary>
internal struct GemmTile8x4<S, V> : IGemmTile<V>
    where S : struct, IGemmSizes
    where V : unmanaged, ILane<V>
{
    private GemmBlock<V> _upper, _lower;

    /// <inheritdoc/>
    public static int Rows => S.Rows;

    /// <inheritdoc/>
    public static int Columns => S.Columns;

    /// <inheritdoc/>
    public static int Depth => S.Depth;

    /// <inheritdoc/>
    public static int Threads => S.Rows * S.Columns / 32;

    private static int Across => S.Columns / 4;

    /// <inheritdoc/>
    public void Start<R>(in R result, int batch, int row, int thread) where R : struct, IGemmResult<V>
    {
        var upper = row + thread / Across * 4;
        _upper.Start(result, batch, upper);
        _lower.Start(result, batch, upper + S.Rows / 2);
    }

    /// <inheritdoc/>
    public void Add(ArrayView<Four<V>> a, ArrayView<Four<V>> b, int rowOfA, int rowOfB, int thread)
    {
        var i = rowOfA + thread / Across;
        var columns = b[rowOfB + thread % Across];
        _upper.Add(a[i], columns);
        _lower.Add(a[i + S.Rows / 8], columns);
    }

    /// <inheritdoc/>
    public readonly void Store<R>(in R result, int batch, int row, int column, int rows, int columns, int thread) where R : struct, IGemmResult<V>
    {
        int upper = row + thread / Across * 4, left = column + thread % Across * 4;
        _upper.Store(result, batch, upper, left, rows, columns);
        _lower.Store(result, batch, upper + S.Rows / 2, left, rows, columns);
    }
}
