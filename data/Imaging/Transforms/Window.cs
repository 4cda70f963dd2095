namespace NeuralCore.Data.Imaging;

/// <summary>A rectangle of an image, which may lie partly or wholly outside it, where there are zeros.</summary>
internal static class Window
{
    public static Image Cut(Image image, int top, int left, int height, int width)
    {
        var values = new float[image.Channels * height * width];
        var (from, to) = (Math.Max(0, -left), Math.Min(width, image.Width - left));
        for (var c = 0; c < image.Channels && from < to; c++)
        {
            var plane = image.Plane(c);
            for (var i = Math.Max(0, -top); i < Math.Min(height, image.Height - top); i++)
                plane.Slice((top + i) * image.Width + left + from, to - from).CopyTo(values.AsSpan((c * height + i) * width + from));
        }
        return new Image(image.Channels, height, width, values);
    }
}
