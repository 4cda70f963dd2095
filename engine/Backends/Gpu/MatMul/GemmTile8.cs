using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A tile whose threads have 8 × 8 sums each: per step four 128-bit reads of shared memory for 64 multiply-adds.</summary>
/// <remarks>
/// The eight rows are twice four, half a tile apart, and so are the columns: neighbouring threads then read neighbouring
/// 16 bytes of shared memory, which meets no bank twice.
/// </remarks>
internal struct GemmTile8<S, V> : IGemmTile<V>
    where S : struct, IGemmSizes
    where V : unmanaged, ILane<V>
{
    private GemmBlock<V> _upperLeft, _upperRight, _lowerLeft, _lowerRight;

    /// <inheritdoc/>
    public static int Rows => S.Rows;

    /// <inheritdoc/>
    public static int Columns => S.Columns;

    /// <inheritdoc/>
    public static int Depth => S.Depth;

    /// <inheritdoc/>
    public static int Threads => S.Rows * S.Columns / 64;

    private static int Across => S.Columns / 8;

    /// <inheritdoc/>
    public void Start<R>(in R result, int batch, int row, int thread) where R : struct, IGemmResult<V>
    {
        var upper = row + thread / Across * 4;
        _upperLeft.Start(result, batch, upper);
        _upperRight = _upperLeft;
        _lowerLeft.Start(result, batch, upper + S.Rows / 2);
        _lowerRight = _lowerLeft;
    }

    /// <inheritdoc/>
    public void Add(ArrayView<Four<V>> a, ArrayView<Four<V>> b, int rowOfA, int rowOfB, int thread)
    {
        int i = rowOfA + thread / Across, j = rowOfB + thread % Across;
        Four<V> upper = a[i], lower = a[i + S.Rows / 8], left = b[j], right = b[j + S.Columns / 8];
        _upperLeft.Add(upper, left);
        _upperRight.Add(upper, right);
        _lowerLeft.Add(lower, left);
        _lowerRight.Add(lower, right);
    }

    /// <inheritdoc/>
    public readonly void Store<R>(in R result, int batch, int row, int column, int rows, int columns, int thread) where R : struct, IGemmResult<V>
    {
        int upper = row + thread / Across * 4, lower = upper + S.Rows / 2;
        int left = column + thread % Across * 4, right = left + S.Columns / 2;
        _upperLeft.Store(result, batch, upper, left, rows, columns);
        _upperRight.Store(result, batch, upper, right, rows, columns);
        _lowerLeft.Store(result, batch, lower, left, rows, columns);
        _lowerRight.Store(result, batch, lower, right, rows, columns);
    }
}
