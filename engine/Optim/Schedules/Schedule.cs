namespace NeuralCore.Optim;

/// <summary>A learning rate as a function of how many steps (or epochs) are behind: nothing but the count is state.</summary>
public abstract record Schedule
{
    /// <summary>The rate for the step number <paramref name="step"/>, counted from 0.</summary>
    /// <param name="step">How many steps are behind.</param>
    /// <param name="baseRate">The rate that the group began with.</param>
    public abstract double Rate(long step, double baseRate);

    // A number that a rate is divided by must not make it NaN.
    private protected static long AtLeast(long least, long value, string what) =>
        value >= least ? value : throw new UsageException($"{what} is {value}; expected at least {least}");
}
