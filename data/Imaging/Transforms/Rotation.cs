using System.Globalization;

namespace NeuralCore.Data.Imaging;

/// <summary>Turns the image about its middle by an angle drawn evenly from [−degrees, degrees], with zeros where nothing comes from. Text: <c>rotate:DEGREES</c>.</summary>
/// <param name="Degrees">The largest angle, from 0 to 180.</param>
/// <remarks>
/// The pixel at offset (y, x) from the middle takes the value at (y·cos a + x·sin a, x·cos a − y·sin a), bilinear
/// between the four pixels around it: anticlockwise for a positive angle, as the image is looked at.
/// </remarks>
public sealed record Rotation(double Degrees) : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        var angle = (2 * random.NextDouble() - 1) * Degrees * Math.PI / 180;
        return angle == 0 ? image : Turn(image, angle);
    }

    /// <summary>The image as it is.</summary>
    public ITransform WithoutChance() => Compose.Nothing;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rotate:{Degrees}");

    internal static Image Turn(Image image, double radians)
    {
        var (height, width) = (image.Height, image.Width);
        var (sine, cosine) = ((float)Math.Sin(radians), (float)Math.Cos(radians));
        var (middleRow, middleColumn) = ((height - 1) / 2f, (width - 1) / 2f);
        var values = new float[image.Values.Length];
        for (var i = 0; i < height; i++)
            for (var j = 0; j < width; j++)
            {
                var (y, x) = (i - middleRow, j - middleColumn);
                var (row, column) = (middleRow + y * cosine + x * sine, middleColumn + x * cosine - y * sine);
                if (row <= -1 || column <= -1 || row >= height || column >= width) continue;
                var (top, left) = ((int)MathF.Floor(row), (int)MathF.Floor(column));
                var (down, right) = (row - top, column - left);
                for (var c = 0; c < image.Channels; c++)
                {
                    var plane = image.Plane(c);
                    var above = (1 - right) * At(plane, top, left) + right * At(plane, top, left + 1);
                    var below = (1 - right) * At(plane, top + 1, left) + right * At(plane, top + 1, left + 1);
                    values[(c * height + i) * width + j] = (1 - down) * above + down * below;
                }
            }
        return new Image(image.Channels, height, width, values);

        float At(Span<float> plane, int row, int column) =>
            (uint)row < (uint)height && (uint)column < (uint)width ? plane[row * width + column] : 0;
    }
}
