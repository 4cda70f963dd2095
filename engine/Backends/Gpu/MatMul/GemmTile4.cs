using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A tile whose threads have 4 × 4 sums each: per step two 128-bit reads of shared memory for 16 multiply-adds.</summary>
internal struct GemmTile4<S, V> : IGemmTile<V>
    where S : struct, IGemmSizes
    where V : unmanaged, ILane<V>
{
    private GemmBlock<V> _sums;

    /// <inheritdoc/>
    public static int Rows => S.Rows;

    /// <inheritdoc/>
    public static int Columns => S.Columns;

    /// <inheritdoc/>
    public static int Depth => S.Depth;

    /// <inheritdoc/>
    public static int Threads => S.Rows * S.Columns / 16;

    private static int Across => S.Columns / 4;

    /// <inheritdoc/>
    public void Start<R>(in R result, int batch, int row, int thread) where R : struct, IGemmResult<V> =>
        _sums.Start(result, batch, row + thread / Across * 4);

    /// <inheritdoc/>
    public void Add(ArrayView<Four<V>> a, ArrayView<Four<V>> b, int rowOfA, int rowOfB, int thread) =>
        _sums.Add(a[rowOfA + thread / Across], b[rowOfB + thread % Across]);

    /// <inheritdoc/>
    public readonly void Store<R>(in R result, int batch, int row, int column, int rows, int columns, int thread) where R : struct, IGemmResult<V> =>
        _sums.Store(result, batch, row + thread / Across * 4, column + thread % Across * 4, rows, columns);
}
