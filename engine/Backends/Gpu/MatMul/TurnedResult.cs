using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The transpose of a matrix result: element (row, column) of product b is at b·batchPitch + column·columnPitch + row.</summary>
internal readonly struct TurnedResult<V>(ArrayView<V> view, int batchPitch, int columnPitch) : IGemmResult<V> where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static bool InQuads => false;

    /// <inheritdoc/>
    public V Start(int batch, int row) => default;

    /// <inheritdoc/>
    public int Column(int batch, int column) => batch * batchPitch + column * columnPitch;

    /// <inheritdoc/>
    public void Store(int column, int row, V value) => view[column + row] = value;

    /// <inheritdoc/>
    public void Store(int column, int row, in Four<V> values) => view[column + row] = values.A;
}
