namespace NeuralCore.Data.Imaging;

/// <summary>Sets zeros around the image, then cuts a square out of it at a place drawn evenly. Text: <c>crop:SIZE</c> or <c>crop:SIZE:PADDING</c>.</summary>
/// <param name="Size">The side in pixels.</param>
/// <param name="Padding">How many zeros stand on each side.</param>
public sealed record RandomCrop(int Size, int Padding = 0) : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        var (rows, columns) = (image.Height + 2 * Padding - Size, image.Width + 2 * Padding - Size);
        if (rows < 0 || columns < 0)
            throw new ShapeException($"an image of {image.Height}×{image.Width} pixels is smaller than {this}; resize it first (resize:{Size})");
        var (top, left) = (random.NextInt(rows + 1), random.NextInt(columns + 1));
        return Window.Cut(image, top - Padding, left - Padding, Size, Size);
    }

    /// <summary>The square in the middle.</summary>
    public ITransform WithoutChance() => new CentreCrop(Size);

    /// <inheritdoc/>
    public override string ToString() => Padding == 0 ? $"crop:{Size}" : $"crop:{Size}:{Padding}";
}
