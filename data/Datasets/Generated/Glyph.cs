namespace NeuralCore.Data.Datasets;

/// <summary>A circle or a cross as a hand would draw it: stretched, turned, with gaps and uneven bars.</summary>
internal static class Glyph
{
    public const int Circle = 0, Cross = 1;

    /// <summary>The classes' names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["circle", "cross"];

    /// <summary>A glyph about a middle, no part of which is further from it than the radius.</summary>
    public static Pen Draw(int kind, double row, double column, double radius, double width, Generator random) =>
        kind == Circle ? DrawCircle(row, column, radius, width, random) : DrawCross(row, column, radius, width, random);

    public static double Between(this Generator random, double low, double high) => low + (high - low) * random.NextDouble();

    private static CirclePen DrawCircle(double row, double column, double radius, double width, Generator random)
    {
        var (flat, turn) = (random.Between(0.55, 1), random.Between(0, Math.PI));
        var (gapStart, gap) = (random.Between(0, 2 * Math.PI), random.NextDouble() < 0.4 ? random.Between(0.3, 1.4) : 0);
        return new CirclePen(row, column, radius, radius * flat, turn, gapStart, gap, width);
    }

    private static LinePen DrawCross(double row, double column, double radius, double width, Generator random)
    {
        var turn = random.Between(0, Math.PI);
        return new LinePen(width, Bar(turn), Bar(turn + random.Between(Math.PI / 5, 4 * Math.PI / 5)));

        // The bars cross in the middle of the glyph, which divides each unevenly.
        LinePen.Line Bar(double angle)
        {
            var (sine, cosine) = Math.SinCos(angle);
            var (one, other) = (radius * random.Between(0.4, 1), radius * random.Between(0.4, 1));
            return new LinePen.Line(row + one * sine, column + one * cosine, row - other * sine, column - other * cosine);
        }
    }
}
