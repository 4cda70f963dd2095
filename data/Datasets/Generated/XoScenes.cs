namespace NeuralCore.Data.Datasets;

/// <summary>Generated scenes of circles and crosses with a class for each pixel: background, circle, cross.</summary>
/// <remarks>
/// One to five figures in any place, size and colour, the later ones over the earlier; a pixel belongs to the figure whose
/// stroke covers at least half of it. Scene i is a function of (seed, i), made when it is asked for.
/// </remarks>
public sealed class XoScenes : IDataset
{
    private const int MostFigures = 5, Attempts = 20;
    private const double LeastContrast = 0.3;

    private readonly ulong _seed;
    private readonly int _first;

    /// <summary>A number of scenes of a shape.</summary>
    /// <param name="count">How many.</param>
    /// <param name="shape">[C, H, W] with 1 or 3 channels.</param>
    /// <param name="seed">The seed of all scenes.</param>
    /// <param name="first">The number of the first: parts of one seed with other numbers share no scene.</param>
    /// <exception cref="UsageException">There are none, or the shape is impossible.</exception>
    public XoScenes(int count, Shape shape, ulong seed = 1, int first = 0)
    {
        if (count < 1) throw new UsageException($"{count} generated scenes were asked for; expected at least 1");
        if (shape.Rank != 3 || shape[0] is not (1 or 3) || Math.Min(shape[1], shape[2]) < 16)
            throw new UsageException($"generated scenes of {shape} were asked for; expected [1 or 3, H, W] of at least 16×16 pixels");
        (Count, InputShape, _seed, _first) = (count, shape, seed, first);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public Shape InputShape { get; }

    /// <inheritdoc/>
    public Shape TargetShape => InputShape[1..];

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; } = ["background", .. Glyph.Names];

    /// <inheritdoc/>
    public void Read(int index, Generator random, Span<float> input, Span<long> target)
    {
        var own = Sketch.GeneratorOf(_seed, _first + index);
        var (channels, height, width) = (InputShape[0], InputShape[1], InputShape[2]);
        var sketch = new Sketch(height, width, own);
        var size = height * width;
        var paper = Colour(channels, own);
        for (var c = 0; c < channels; c++) sketch.Ground(paper[c]).CopyTo(input[(c * size)..]);
        target.Clear();
        foreach (var (kind, row, column, radius) in Place(height, width, own))
        {
            var strokes = Glyph.Draw(kind, row, column, radius, Math.Max(2, radius * own.Between(0.22, 0.4)), own).Ink(height, width);
            var ink = ColourBeside(paper, own);
            for (var i = 0; i < size; i++)
            {
                for (var c = 0; c < channels; c++) input[c * size + i] += strokes[i] * (ink[c] - input[c * size + i]);
                if (strokes[i] >= 0.5f) target[i] = kind + 1;
            }
        }
        sketch.Roughen(input, own.Between(0, 0.08));
    }

    private static List<(int Kind, double Row, double Column, double Radius)> Place(int height, int width, Generator random)
    {
        var side = Math.Min(height, width);
        var wanted = 1 + random.NextInt(MostFigures);
        List<(int Kind, double Row, double Column, double Radius)> figures = [];
        for (var attempt = 0; attempt < Attempts && figures.Count < wanted; attempt++)
        {
            var radius = side * random.Between(0.12, 0.28);
            var (row, column) = (random.Between(0.7 * radius, height - 0.7 * radius), random.Between(0.7 * radius, width - 0.7 * radius));
            // Figures may touch, but none hides another.
            if (figures.TrueForAll(other => Math.Sqrt(Math.Pow(row - other.Row, 2) + Math.Pow(column - other.Column, 2)) > 0.9 * (radius + other.Radius)))
                figures.Add((random.NextInt(2), row, column, radius));
        }
        return figures;
    }

    private static float[] Colour(int channels, Generator random) => [.. Enumerable.Range(0, channels).Select(_ => (float)random.NextDouble())];

    // Bright on dark or dark on bright: what a figure is, its colour does not tell.
    private static float[] ColourBeside(float[] paper, Generator random)
    {
        while (true)
            if (Colour(paper.Length, random) is var ink && Math.Abs(ink.Average() - paper.Average()) >= LeastContrast) return ink;
    }
}
