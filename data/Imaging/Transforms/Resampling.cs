namespace NeuralCore.Data.Imaging;

/// <summary>One dimension of an image in another number of pixels, by the triangle of <see cref="Resize"/>.</summary>
internal static class Resampling
{
    /// <summary>[C, H, W] to [C, H, width].</summary>
    public static Image Columns(Image image, int width)
    {
        if (width == image.Width) return image;
        var weights = WeightsOf(image.Width, width);
        var values = new float[image.Channels * image.Height * width];
        for (var row = 0; row < image.Channels * image.Height; row++)
        {
            var source = image.Values.AsSpan(row * image.Width, image.Width);
            for (var j = 0; j < width; j++)
            {
                var (first, taps) = weights[j];
                var sum = 0.0;
                for (var k = 0; k < taps.Length; k++) sum += taps[k] * source[first + k];
                values[row * width + j] = (float)sum;
            }
        }
        return new Image(image.Channels, image.Height, width, values);
    }

    /// <summary>[C, H, W] to [C, height, W].</summary>
    public static Image Rows(Image image, int height)
    {
        if (height == image.Height) return image;
        var (weights, width) = (WeightsOf(image.Height, height), image.Width);
        var values = new float[image.Channels * height * width];
        var sums = new double[width];
        for (var c = 0; c < image.Channels; c++)
        {
            var plane = image.Plane(c);
            for (var i = 0; i < height; i++)
            {
                var (first, taps) = weights[i];
                sums.AsSpan().Clear();
                for (var k = 0; k < taps.Length; k++)
                {
                    var row = plane.Slice((first + k) * width, width);
                    for (var j = 0; j < width; j++) sums[j] += taps[k] * row[j];
                }
                for (var j = 0; j < width; j++) values[(c * height + i) * width + j] = (float)sums[j];
            }
        }
        return new Image(image.Channels, height, width, values);
    }

    private static (int First, double[] Taps)[] WeightsOf(int from, int to)
    {
        var scale = (double)from / to;
        var reach = Math.Max(1, scale);
        var result = new (int, double[])[to];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - reach + 0.5));
            var end = Math.Min(from, (int)(centre + reach + 0.5));
            var taps = new double[end - first];
            for (var k = 0; k < taps.Length; k++) taps[k] = Math.Max(0, 1 - Math.Abs(first + k + 0.5 - centre) / reach);
            var sum = taps.Sum();
            for (var k = 0; k < taps.Length; k++) taps[k] /= sum;
            result[i] = (first, taps);
        }
        return result;
    }
}
