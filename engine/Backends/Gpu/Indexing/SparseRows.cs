using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A sparse matrix by rows on the device: row i has the entries Starts[i] to Starts[i + 1], each a column and a weight.</summary>
internal readonly struct SparseRows<V>(ArrayView<int> starts, ArrayView<int> columns, ArrayView<V> weights) where V : unmanaged, ILane<V>
{
    /// <summary>The first entry of each row, and the end of the last.</summary>
    public readonly ArrayView<int> Starts = starts;

    /// <summary>The columns of the entries.</summary>
    public readonly ArrayView<int> Columns = columns;

    /// <summary>The weights of the entries.</summary>
    public readonly ArrayView<V> Weights = weights;
}
