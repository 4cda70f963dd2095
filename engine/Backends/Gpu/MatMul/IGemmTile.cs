using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What one thread computes of a tile: accumulators in registers, and where in the tile they stand.</summary>
internal interface IGemmTile<V> : IGemmSizes where V : unmanaged, ILane<V>
{
    /// <summary>The threads that share a tile.</summary>
    static abstract int Threads { get; }

    /// <summary>Sets every sum to what its row starts from.</summary>
    /// <param name="result">Where the sums will go.</param>
    /// <param name="batch">Which product.</param>
    /// <param name="row">The tile's first row.</param>
    /// <param name="thread">The thread in its group.</param>
    void Start<R>(in R result, int batch, int row, int thread) where R : struct, IGemmResult<V>;

    /// <summary>Adds the outer product of a row of either side's shared tile.</summary>
    /// <param name="a">The rows' side, four neighbours at a time.</param>
    /// <param name="b">The columns' side, four neighbours at a time.</param>
    /// <param name="rowOfA">Where the row of a begins.</param>
    /// <param name="rowOfB">Where the row of b begins.</param>
    /// <param name="thread">The thread in its group.</param>
    void Add(ArrayView<Four<V>> a, ArrayView<Four<V>> b, int rowOfA, int rowOfB, int thread);

    /// <summary>Writes the sums that lie inside the result.</summary>
    /// <param name="result">Where they go.</param>
    /// <param name="batch">Which product.</param>
    /// <param name="row">The tile's first row.</param>
    /// <param name="column">The tile's first column.</param>
    /// <param name="rows">The result's rows.</param>
    /// <param name="columns">The result's columns.</param>
    /// <param name="thread">The thread in its group.</param>
    void Store<R>(in R result, int batch, int row, int column, int rows, int columns, int thread) where R : struct, IGemmResult<V>;
}
