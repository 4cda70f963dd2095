using NeuralCore.Memory;

namespace NeuralCore.Data.Datasets;

/// <summary>The paper that a generated image is drawn on: light that falls from one side, strokes, and noise.</summary>
internal sealed class Sketch(int height, int width, Generator random)
{
    /// <summary>The generator of one image: no image takes more than 2²⁰ draws, so that none shares them with another.</summary>
    public static Generator GeneratorOf(ulong seed, int index) => new(seed, Generator.Streams.Data, (ulong)index << 20);

    /// <summary>A plane [H, W] of a brightness that rises towards one side.</summary>
    public float[] Ground(double brightness)
    {
        var (slope, angle) = (random.Between(0, 0.15), random.Between(0, 2 * Math.PI));
        var (sine, cosine) = Math.SinCos(angle);
        var plane = new float[height * width];
        for (var i = 0; i < height; i++)
            for (var j = 0; j < width; j++)
                plane[i * width + j] = (float)(brightness + slope * (((i + 0.5) / height - 0.5) * sine + ((j + 0.5) / width - 0.5) * cosine));
        return plane;
    }

    /// <summary>Adds noise of a deviation, and keeps the values within 0 to 1.</summary>
    /// <remarks>The sum of the four bytes of a random word has mean 510 and variance 4·(256² − 1)/12, and is all but normal.</remarks>
    public void Roughen(Span<float> plane, double deviation)
    {
        var key = random.Next();
        var scale = (float)(deviation / Math.Sqrt((256.0 * 256 - 1) / 3));
        for (var i = 0; i < plane.Length; i += 4)
        {
            var (x, y, z, w) = Philox.Block(key, (ulong)i >> 2);
            ReadOnlySpan<uint> words = [x, y, z, w];
            for (var j = 0; j < Math.Min(4, plane.Length - i); j++)
            {
                var word = words[j];
                var sum = (int)((word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >> 24));
                plane[i + j] = Math.Clamp(plane[i + j] + scale * (sum - 510), 0, 1);
            }
        }
    }
}
