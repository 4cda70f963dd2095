using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>A matrix whose lines lie side by side, perhaps in runs of lines that lie apart.</summary>
/// <remarks>Element (line, k) of product b is at b·batchPitch + k·depthPitch + ⌊line / run⌋·runPitch + line mod run: with run ≥ lines a plain matrix, with run = the positions of an image the channels of a whole batch.</remarks>
internal struct AlongLines<Q, V>(ArrayView<V> view, int batchPitch, int lines, int depthPitch, int run, int runPitch) : IGemmOperand<V>
    where Q : struct, IAccess
    where V : unmanaged, ILane<V>
{
    private int _offset, _step;

    /// <inheritdoc/>
    public static bool AlongDepth => false;

    /// <inheritdoc/>
    public static bool InQuads => Q.InQuads;

    /// <inheritdoc/>
    public void Start(int batch, int line, int lineStep, int k, int step)
    {
        var last = lines - (Q.InQuads ? 4 : 1);
        line = line < last ? line : last;
        _step = step;
        _offset = batch * batchPitch + k * depthPitch + line / run * runPitch + line % run;
    }

    /// <inheritdoc/>
    public Four<V> Next(int k, int end) => Q.InQuads
        ? Quad(k < end)
        : new(Single(k < end), Single(k + _step < end), Single(k + 2 * _step < end), Single(k + 3 * _step < end));

    private Four<V> Quad(bool inside)
    {
        var at = _offset;
        _offset += _step * depthPitch;
        return inside ? view.Cast<Four<V>>().AsAligned(16)[at / 4] : Four<V>.Of(default);
    }

    private V Single(bool inside)
    {
        var at = _offset;
        _offset += _step * depthPitch;
        return inside ? view[at] : default;
    }
}
