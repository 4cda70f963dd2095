using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The patches that a window sees, their positions as lines: the right side of a convolution and of its gradient to x.</summary>
/// <remarks>A thread keeps one position for the whole sum, and counts four taps on per step.</remarks>
internal struct Patches<W, V>(ArrayView<V> image, Unfolding window, int lines) : IGemmOperand<V>
    where W : struct, IWindow
    where V : unmanaged, ILane<V>
{
    private int _step;
    private Place _position;
    private Odometer _tap, _tapStep;

    /// <inheritdoc/>
    public static bool AlongDepth => false;

    /// <inheritdoc/>
    static int IGemmOperand<V>.Burden => W.Depth == 1 && W.Width > 0 ? 0 : 1;

    /// <inheritdoc/>
    public static bool InQuads => false;

    /// <inheritdoc/>
    public void Start(int batch, int line, int lineStep, int k, int step)
    {
        var place = window.Of<W>(window.PositionAt<W>(line < lines ? line : lines - 1));
        _position = new(batch * window.BatchPitch + place.Offset, place.D, place.H, place.W);
        _step = step;
        _tap = window.TapAt<W>(k);
        _tapStep = window.TapAt<W>(step);
    }

    /// <inheritdoc/>
    public Four<V> Next(int k, int end) =>
        new(Single(k < end), Single(k + _step < end), Single(k + 2 * _step < end), Single(k + 3 * _step < end));

    private V Single(bool inside)
    {
        var tap = window.OfTap<W>(_tap);
        inside &= window.Holds<W>(_position.D + tap.D, _position.H + tap.H, _position.W + tap.W);
        window.AdvanceTap<W>(ref _tap, _tapStep);
        return inside ? image[_position.Offset + tap.Offset] : default;
    }
}
