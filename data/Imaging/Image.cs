namespace NeuralCore.Data.Imaging;

/// <summary>An image [C, H, W] of values from 0 to 1, one plane per channel: grey has one, colour has red, green and blue.</summary>
/// <remarks>A value: whoever changes an image makes a new one.</remarks>
public sealed class Image
{
    /// <summary>An image over an array of C·H·W values, row-major, which it takes over.</summary>
    /// <exception cref="ShapeException">A size is not positive, or the array has another length.</exception>
    public Image(int channels, int height, int width, float[] values)
    {
        if (channels < 1 || height < 1 || width < 1 || values.Length != (long)channels * height * width)
            throw new ShapeException($"an image of {channels}×{height}×{width} has that many values; got {values.Length}");
        (Channels, Height, Width, Values) = (channels, height, width, values);
    }

    /// <summary>The number of channels: 1 or 3.</summary>
    public int Channels { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The values [C, H, W].</summary>
    public float[] Values { get; }

    /// <summary>[C, H, W].</summary>
    public Shape Shape => [Channels, Height, Width];

    /// <summary>One channel [H, W].</summary>
    public Span<float> Plane(int channel) => Values.AsSpan(channel * Height * Width, Height * Width);
}
