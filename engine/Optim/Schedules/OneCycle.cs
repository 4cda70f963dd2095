namespace NeuralCore.Optim;

/// <summary>Up to a maximum and down to almost nothing, both along a cosine (Smith and Topin 2018, arXiv:1708.07120; PyTorch's OneCycleLR); the base rate plays no part.</summary>
/// <param name="Maximum">The highest rate.</param>
/// <param name="Steps">All steps of the run.</param>
/// <param name="Rise">The share of the steps in which the rate rises.</param>
/// <param name="StartDivisor">The maximum over the rate at the start.</param>
/// <param name="EndDivisor">The rate at the start over that at the end.</param>
/// <exception cref="UsageException">There is no step.</exception>
public sealed record OneCycle(double Maximum, long Steps, double Rise = 0.3, double StartDivisor = 25, double EndDivisor = 1e4) : Schedule
{
    /// <summary>All steps of the run; after them the rate stays where it ended.</summary>
    public long Steps { get; } = AtLeast(1, Steps, "the number of steps of one cycle");

    /// <inheritdoc/>
    public override double Rate(long step, double baseRate)
    {
        var (start, peak, last) = (Maximum / StartDivisor, Rise * Steps - 1, Steps - 1.0);
        // A cycle of very few steps may have no rise, or nothing but a rise.
        if (step <= peak && peak > 0) return Along(start, Maximum, step / peak);
        return Along(Maximum, start / EndDivisor, last > peak ? Math.Clamp((step - peak) / (last - peak), 0, 1) : 1);
    }

    private static double Along(double from, double to, double part) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * part));
}
