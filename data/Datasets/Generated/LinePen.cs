namespace NeuralCore.Data.Datasets;

/// <summary>Straight strokes, each from one point to another: two of them are a cross.</summary>
internal sealed class LinePen(double width, params LinePen.Line[] lines) : Pen(width)
{
    public readonly record struct Line(double Row, double Column, double ToRow, double ToColumn);

    protected override (double, double, double, double) Box =>
        (lines.Min(line => Math.Min(line.Row, line.ToRow)), lines.Min(line => Math.Min(line.Column, line.ToColumn)),
        lines.Max(line => Math.Max(line.Row, line.ToRow)), lines.Max(line => Math.Max(line.Column, line.ToColumn)));

    protected override double Distance(double y, double x)
    {
        var least = double.PositiveInfinity;
        foreach (var (row, column, toRow, toColumn) in lines)
        {
            var (dy, dx) = (toRow - row, toColumn - column);
            var along = Math.Clamp(((y - row) * dy + (x - column) * dx) / (dy * dy + dx * dx), 0, 1);
            var (offY, offX) = (y - row - along * dy, x - column - along * dx);
            least = Math.Min(least, Math.Sqrt(offY * offY + offX * offX));
        }
        return least;
    }
}
