namespace NeuralCore.Optim;

/// <summary>Applies a schedule to all groups of an optimizer.</summary>
public sealed class Scheduler
{
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private long _step;

    /// <summary>Sets the rates of step 0.</summary>
    public Scheduler(Optimizer optimizer, Schedule schedule)
    {
        (_optimizer, _schedule) = (optimizer, schedule);
        StepCount = 0;
    }

    /// <summary>How many steps are behind: the whole state; setting it sets the rates.</summary>
    public long StepCount
    {
        get => _step;
        set
        {
            _step = value;
            foreach (var group in _optimizer.Groups) group.Rate = _schedule.Rate(value, group.BaseRate);
        }
    }

    /// <summary>Goes on to the next step's rates.</summary>
    public void Step() => StepCount++;
}
