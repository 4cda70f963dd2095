using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>A result whose element (row, column) of product b is at b·batchPitch + row·rowPitch + ⌊column / run⌋·runPitch + column mod run, with a bias per row or none.</summary>
/// <remarks>With run ≥ columns a plain matrix; with run = the positions of an image the channels of a whole batch.</remarks>
internal readonly struct MatrixResult<Q, V>(
    ArrayView<V> view, ArrayView<V> bias, int rows, int batchPitch, int rowPitch, int run, int runPitch) : IGemmResult<V>
    where Q : struct, IAccess
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static bool InQuads => Q.InQuads;

    /// <inheritdoc/>
    public V Start(int batch, int row)
    {
        var i = batch * rows + row;
        return i < bias.IntLength ? bias[i] : default;
    }

    /// <inheritdoc/>
    public int Column(int batch, int column) => batch * batchPitch + column / run * runPitch + column % run;

    /// <inheritdoc/>
    public void Store(int column, int row, V value) => view[column + row * rowPitch] = value;

    /// <inheritdoc/>
    public void Store(int column, int row, in Four<V> values) => view.Cast<Four<V>>().AsAligned(16)[(column + row * rowPitch) / 4] = values;
}
