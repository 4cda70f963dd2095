namespace NeuralCore.Data.Imaging;

/// <summary>Cuts the square of <paramref name="Size"/> × <paramref name="Size"/> pixels out of the middle. Text: <c>centre-crop:SIZE</c>.</summary>
/// <param name="Size">The side in pixels.</param>
/// <remarks>Its corner is at ((H − size) / 2, (W − size) / 2), halves rounded to the even number as torchvision does.</remarks>
public sealed record CentreCrop(int Size) : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        if (image.Height < Size || image.Width < Size)
            throw new ShapeException($"an image of {image.Height}×{image.Width} pixels is smaller than {this}; resize it first (resize:{Size})");
        var (top, left) = (Middle(image.Height - Size), Middle(image.Width - Size));
        return (top, left, image.Height, image.Width) == (0, 0, Size, Size) ? image : Window.Cut(image, top, left, Size, Size);
    }

    /// <inheritdoc/>
    public override string ToString() => $"centre-crop:{Size}";

    private static int Middle(int spare) => (int)Math.Round(spare / 2.0, MidpointRounding.ToEven);
}
