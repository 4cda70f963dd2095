using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The patches that a window sees, their taps as lines: the right side of a convolution's gradient to w.</summary>
/// <remarks>A thread keeps four taps for the whole sum, and counts one position on per step.</remarks>
internal struct PatchesByTap<W, V>(ArrayView<V> image, Unfolding window, int lines) : IGemmOperand<V>
    where W : struct, IWindow
    where V : unmanaged, ILane<V>
{
    private int _first;
    private Place _tap0, _tap1, _tap2, _tap3;
    private Odometer _position, _positionStep;

    /// <inheritdoc/>
    static bool IGemmOperand<V>.AlongDepth => true;

    /// <inheritdoc/>
    static int IGemmOperand<V>.Burden => W.Depth == 1 ? 2 : 3;

    /// <inheritdoc/>
    public static bool InQuads => false;

    /// <inheritdoc/>
    public void Start(int batch, int line, int lineStep, int k, int step)
    {
        _first = batch * window.BatchPitch;
        _tap0 = Tap(line);
        _tap1 = Tap(line + lineStep);
        _tap2 = Tap(line + 2 * lineStep);
        _tap3 = Tap(line + 3 * lineStep);
        _position = window.PositionAt<W>(k);
        _positionStep = window.PositionAt<W>(step);
    }

    /// <inheritdoc/>
    public Four<V> Next(int k, int end)
    {
        var place = window.Of<W>(_position);
        var at = new Place(_first + place.Offset, place.D, place.H, place.W);
        var inside = k < end;
        window.Advance<W>(ref _position, _positionStep);
        return new(Single(at, _tap0, inside), Single(at, _tap1, inside), Single(at, _tap2, inside), Single(at, _tap3, inside));
    }

    private readonly V Single(in Place at, in Place tap, bool inside) =>
        inside & window.Holds<W>(at.D + tap.D, at.H + tap.H, at.W + tap.W) ? image[at.Offset + tap.Offset] : default;

    private readonly Place Tap(int line) => window.OfTap<W>(window.TapAt<W>(line < lines ? line : lines - 1));
}
