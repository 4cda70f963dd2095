namespace NeuralCore.Optim;

/// <summary>A learning rate as a function of how many steps (or epochs) are behind: nothing but the count is state.</summary>
public abstract record Schedule
{
    /// <summary>The rate for the step number <paramref name="step"/>, counted from 0.</summary>
    /// <param name="step">How many steps are behind.</param>
    /// <param name="baseRate">The rate that the group began with.</param>
    public abstract double Rate(long step, double baseRate);
}
