namespace NeuralCore.Data.Imaging;

/// <summary>Changes the number of pixels. Text: <c>resize:HEIGHT:WIDTH</c>, or <c>resize:SIDE</c> for the shorter side, the other in proportion.</summary>
/// <remarks>
/// Rows and columns one after the other: with s = old / new, pixel i is the mean of the pixels k weighted by the
/// triangle max(0, 1 − |k + ½ − (i + ½)·s| / max(1, s)), cut off at the edge. Enlarging, that is bilinear interpolation
/// with half-pixel centres; shrinking, every pixel counts (antialiased), as in PIL's <c>Image.BILINEAR</c>.
/// </remarks>
public sealed record Resize : ITransform
{
    private readonly int _height, _width;   // the width is 0 when the height is the shorter side

    /// <summary>Resizes to exactly this height and width.</summary>
    /// <exception cref="UsageException">One is not positive.</exception>
    public Resize(int height, int width)
    {
        if (height < 1 || width < 1) throw new UsageException($"a resize to {height}×{width} pixels was asked for; expected at least 1×1");
        (_height, _width) = (height, width);
    }

    /// <summary>Resizes so that the shorter side has this many pixels, and the other ⌊side·longer/shorter⌋.</summary>
    /// <exception cref="UsageException">It is not positive.</exception>
    public Resize(int shorterSide)
    {
        if (shorterSide < 1) throw new UsageException($"a resize to {shorterSide} pixels was asked for; expected at least 1");
        _height = shorterSide;
    }

    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        var (height, width) = (_width, image.Height <= image.Width) switch
        {
            (not 0, _) => (_height, _width),
            (_, true) => (_height, Longer(image.Width, image.Height)),
            _ => (Longer(image.Height, image.Width), _height),
        };
        return Resampling.Rows(Resampling.Columns(image, width), height);
    }

    /// <inheritdoc/>
    public override string ToString() => _width == 0 ? $"resize:{_height}" : $"resize:{_height}:{_width}";

    private int Longer(int longer, int shorter)
    {
        var side = (long)_height * longer / shorter;
        return side <= 1 << 16 ? (int)side : throw new ShapeException($"{this} makes the longer side {side} pixels; give height and width (resize:{_height}:{_height})");
    }
}
