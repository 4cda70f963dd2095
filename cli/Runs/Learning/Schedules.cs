using NeuralCore.Optim;

namespace NeuralCore.Cli.Runs;

/// <summary>The course of the learning rate that a configuration describes, as a function of the step.</summary>
internal static class Schedules
{
    private const double StandardDecay = 0.1;

    /// <summary>The schedule of a run of so many steps an epoch; null where the rate never changes.</summary>
    public static Schedule? Create(RunConfiguration c, int stepsPerEpoch)
    {
        var warmup = (long)Math.Round(c.Warmup * stepsPerEpoch);
        if (c.Schedule == ScheduleNames.OneCycle) return new OneCycle(c.Lr, (long)c.Epochs * stepsPerEpoch);
        Schedule? course = ByEpoch(c, warmup / stepsPerEpoch) is { } schedule ? new EpochSchedule(schedule, stepsPerEpoch) : null;
        return warmup > 0 ? new LinearWarmup(warmup, 1.0 / (warmup + 1), course) : course;
    }

    // What follows a warm-up counts from its end; the epochs are those of the whole run.
    private static Schedule? ByEpoch(RunConfiguration c, long behind) => c.Schedule switch
    {
        ScheduleNames.Step => new StepDecay(c.DecayEvery!.Value, c.Decay ?? StandardDecay),
        ScheduleNames.MultiStep => new MultiStepDecay([.. c.Milestones.Select(epoch => epoch - behind)], c.Decay ?? StandardDecay),
        ScheduleNames.Exponential => c.DecayEvery is > 1 and var every ? new StepDecay(every, c.Decay ?? StandardDecay) : new ExponentialDecay(c.Decay ?? StandardDecay),
        ScheduleNames.Cosine => new CosineAnnealing(c.Epochs - behind, c.MinLr ?? 0),
        _ => null,
    };

    // A schedule that counts epochs, asked by the step.
    private sealed record EpochSchedule(Schedule Epochs, int StepsPerEpoch) : Schedule
    {
        public override double Rate(long step, double baseRate) => Epochs.Rate(step / StepsPerEpoch, baseRate);
    }
}
