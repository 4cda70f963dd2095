namespace NeuralCore.Data.Datasets;

/// <summary>An ellipse of the half-axes a ≥ b, perhaps with a gap, as a hand draws a circle.</summary>
/// <remarks>
/// With (v, u) a point's offset from the middle, turned into the axes, f = √((u/a)² + (v/b)²) − 1 vanishes on the line;
/// its distance is |f| / |∇f| up to second order.
/// </remarks>
internal sealed class CirclePen(double row, double column, double a, double b, double turn, double gapStart, double gap, double width) : Pen(width)
{
    private readonly double _sine = Math.Sin(turn), _cosine = Math.Cos(turn);

    protected override (double, double, double, double) Box => (row - a, column - a, row + a, column + a);

    protected override double Distance(double y, double x)
    {
        var (dy, dx) = (y - row, x - column);
        var (u, v) = ((dx * _cosine + dy * _sine) / a, (dy * _cosine - dx * _sine) / b);
        var radius = Math.Sqrt(u * u + v * v);
        if (radius < 1e-9) return b;
        var distance = Math.Abs(radius - 1) * radius / Math.Sqrt(u * u / (a * a) + v * v / (b * b));
        var isInGap = gap > 0 && distance < Reach && (Math.Atan2(v, u) - gapStart + 4 * Math.PI) % (2 * Math.PI) < gap;
        return isInGap ? double.PositiveInfinity : distance;
    }
}
