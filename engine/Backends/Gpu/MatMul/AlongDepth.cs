using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>A matrix whose lines lie one element after another along the depth, perhaps in runs that lie apart.</summary>
/// <remarks>Element (line, k) of product b is at b·batchPitch + line·linePitch + ⌊k / run⌋·runPitch + k mod run: with run ≥ depth a plain matrix, with run = the positions of an image a channel through a whole batch.</remarks>
internal struct AlongDepth<Q, V>(ArrayView<V> view, int batchPitch, int lines, int linePitch, int run, int runPitch) : IGemmOperand<V>
    where Q : struct, IAccess
    where V : unmanaged, ILane<V>
{
    private int _line0, _line1, _line2, _line3;
    private int _within, _offset, _step;

    /// <inheritdoc/>
    static bool IGemmOperand<V>.AlongDepth => true;

    /// <inheritdoc/>
    public static bool InQuads => Q.InQuads;

    /// <inheritdoc/>
    public void Start(int batch, int line, int lineStep, int k, int step)
    {
        var first = batch * batchPitch;
        _line0 = first + Line(line);
        _line1 = first + Line(line + lineStep);
        _line2 = first + Line(line + 2 * lineStep);
        _line3 = first + Line(line + 3 * lineStep);
        _step = step;
        _within = Q.InRuns ? k % run : k;
        _offset = Q.InRuns ? k / run * runPitch + _within : k;
    }

    /// <inheritdoc/>
    public Four<V> Next(int k, int end)
    {
        var at = Q.InRuns ? _offset : k;
        if (Q.InRuns) Move();
        if (k >= end) return Four<V>.Of(default);
        return Q.InQuads
            ? view.Cast<Four<V>>().AsAligned(16)[(_line0 + at) / 4]
            : new(view[_line0 + at], view[_line1 + at], view[_line2 + at], view[_line3 + at]);
    }

    // Runs may be shorter than a step: then some are passed at once.
    private void Move()
    {
        _within += _step;
        _offset += _step;
        while (_within >= run)
        {
            _within -= run;
            _offset += runPitch - run;
        }
    }

    private readonly int Line(int line) => (line < lines ? line : lines - 1) * linePitch;
}
