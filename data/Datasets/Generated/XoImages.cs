using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>Generated circles and crosses: dark strokes on light paper, one figure in an image, classes in turn.</summary>
/// <remarks>
/// Place, size, stretch, turn, gaps, stroke, contrast, a slope of the light, noise and now and then a slip of the pen are
/// drawn; image i is a function of (seed, i), made when it is asked for.
/// </remarks>
public sealed class XoImages : ImageDataset
{
    private readonly ulong _seed;
    private readonly int _channels, _height, _width;

    /// <summary>A number of images of a size; of three channels, each has the grey of one.</summary>
    /// <exception cref="UsageException">There are none, they are smaller than 16 × 16, or have neither 1 nor 3 channels.</exception>
    public XoImages(int count = 2000, int height = 116, int width = 116, ulong seed = 1, int channels = 1)
        : base("xo_generated", Glyph.Names, [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => i % 2)])
    {
        if (count < 1) throw new UsageException($"{count} generated images were asked for; expected at least 1");
        if (height < 16 || width < 16) throw new UsageException($"generated images of {height}×{width} pixels were asked for; expected at least 16×16");
        if (channels is not (1 or 3)) throw new UsageException($"generated images of {channels} channels were asked for; expected 1 or 3");
        (_seed, _channels, _height, _width) = (seed, channels, height, width);
    }

    /// <inheritdoc/>
    public override Shape? ImageShape => [_channels, _height, _width];

    /// <inheritdoc/>
    public override string Describe(int index) => $"xo_generated, seed {_seed}, image {index}";

    /// <inheritdoc/>
    public override Image Load(int index)
    {
        var random = Sketch.GeneratorOf(_seed, index);
        var side = Math.Min(_height, _width);
        var radius = side * random.Between(0.13, 0.36);
        var width = Math.Max(1.6, side * random.Between(0.014, 0.045));
        var (row, column) = (Place(_height), Place(_width));
        List<Pen> pens = [Glyph.Draw(Labels[index], row, column, radius, width, random)];
        if (random.NextDouble() < 0.25) pens.Add(Slip());

        var sketch = new Sketch(_height, _width, random);
        var (paper, ink) = (random.Between(0.75, 1), random.Between(0, 0.3));
        var plane = sketch.Ground(paper);
        foreach (var pen in pens)
        {
            var strokes = pen.Ink(_height, _width);
            for (var i = 0; i < plane.Length; i++) plane[i] += strokes[i] * ((float)ink - plane[i]);
        }
        sketch.Roughen(plane, random.Between(0, 0.1));
        return new Image(_channels, _height, _width, _channels == 1 ? plane : [.. plane, .. plane, .. plane]);

        double Place(int extent) => random.Between(0.85 * radius, extent - 0.85 * radius);

        LinePen Slip()
        {
            var (y, x, length) = (random.Between(0, _height), random.Between(0, _width), side * random.Between(0.03, 0.12));
            var (sine, cosine) = Math.SinCos(random.Between(0, Math.PI));
            return new LinePen(width, new LinePen.Line(y, x, y + length * sine, x + length * cosine));
        }
    }
}
