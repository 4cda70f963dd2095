namespace NeuralCore.Data.Datasets;

/// <summary>How far a stroke reaches: ink 1 within it, 0 beyond, and between over the one pixel that its edge crosses.</summary>
/// <param name="width">The stroke's width in pixels.</param>
internal abstract class Pen(double width)
{
    /// <summary>The ink of every pixel [H, W], from 0 to 1; pixel (i, j) has its middle at (i, j).</summary>
    public float[] Ink(int height, int width)
    {
        var plane = new float[height * width];
        var (top, left, bottom, right) = Box;
        var (last, end) = (Math.Min(height - 1, Math.Ceiling(bottom + Reach)), Math.Min(width - 1, Math.Ceiling(right + Reach)));
        for (var i = (int)Math.Max(0, top - Reach); i <= last; i++)
            for (var j = (int)Math.Max(0, left - Reach); j <= end; j++)
                plane[i * width + j] = (float)Math.Clamp(Reach - Distance(i, j), 0, 1);
        return plane;
    }

    /// <summary>Where ink ends, as a distance from the line.</summary>
    protected double Reach => width / 2 + 0.5;

    /// <summary>A box that the line lies in.</summary>
    protected abstract (double Top, double Left, double Bottom, double Right) Box { get; }

    /// <summary>The distance in pixels of a point from the line that the pen follows; wherever it is beyond the reach, no less than that will do.</summary>
    protected abstract double Distance(double y, double x);
}
