using NeuralCore.Data.Datasets;
using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>What no single setting shows to be wrong: settings that contradict each other.</summary>
internal static class ConfigurationChecks
{
    /// <summary>The first contradiction in one sentence, or null.</summary>
    public static string? Mistake(RunConfiguration c) => Rules(c).FirstOrDefault(rule => rule.IsBroken).Sentence;

    private static IEnumerable<(bool IsBroken, string Sentence)> Rules(RunConfiguration c) => OfData(c).Concat(OfOptimizer(c)).Concat(OfSchedule(c));

    private static IEnumerable<(bool IsBroken, string Sentence)> OfData(RunConfiguration c)
    {
        yield return (c.Dataset is { } format && DatasetRegistry.Find(format) is null,
            $"there is no data set '{c.Dataset}'{Nearest.Suggestion(c.Dataset ?? "", DatasetRegistry.All.Select(info => info.Name))}");

        var task = ModelBuilder.Task(c);
        (string, bool)[] ofImages =
        [
            ("--transform", c.Transform.Count > 0), ("--augment", c.Augment.Count > 0), ("--normalize", c.Normalize is not null),
            ("--skip-bad", c.SkipBad), ("--dataset", c.Dataset is not null),
        ];
        foreach (var (option, isGiven) in ofImages)
            yield return (task != ModelTask.Image && isGiven,
                $"{option} is for images with a class each; {c.Model} takes {(task == ModelTask.Hyperspectral ? "patches of a scene, which --bands and --window set" : "scenes that the program draws")}");
        (string, bool)[] ofScenes =
        [
            ("--bands", c.Bands is not null), ("--window", c.Window is not null), ("--labels", c.Labels is not null),
            ("--data-variable", c.DataVariable is not null), ("--labels-variable", c.LabelsVariable is not null),
        ];
        foreach (var (option, isGiven) in ofScenes)
            yield return (task != ModelTask.Hyperspectral && isGiven,
                $"{option} is for hyperspectral scenes; {c.Model} takes images");

        yield return Refused(() => ModelRegistry.Create(c.Model, ModelBuilder.OwnOptions(c)));
        yield return Refused(() => _ = new ImagePipeline(c));

        var isSynthetic = c.Data == RunConfiguration.Synthetic;
        foreach (var (option, value) in new[] { ("--labels", c.Labels), ("--data-variable", c.DataVariable), ("--labels-variable", c.LabelsVariable) })
            yield return (isSynthetic && value is not null,
                $"{option} {value} goes with a --data file; what the program makes itself has its own labels");
        yield return (isSynthetic && c.Dataset is not null,
            $"--dataset {c.Dataset} goes with --data files; what the program makes itself has no format");

        yield return (c.WeightsPartial && c.Weights is null, "--weights-partial goes with --weights");
    }

    private static IEnumerable<(bool IsBroken, string Sentence)> OfOptimizer(RunConfiguration c)
    {
        yield return (c.Nesterov && (c.Optimizer != OptimizerNames.Sgd || c.Momentum == 0),
            $"--nesterov is a form of sgd's momentum; the optimizer is {c.Optimizer} with momentum {c.Momentum}");
        yield return (c.Momentum > 0 && c.Optimizer is not (OptimizerNames.Sgd or OptimizerNames.RmsProp),
            $"--momentum {c.Momentum} goes with sgd or rmsprop; {c.Optimizer} has none");
        foreach (var (option, value) in new[] { ("--beta1", c.Beta1), ("--beta2", c.Beta2) })
            yield return (value is not null && c.Optimizer is not (OptimizerNames.Adam or OptimizerNames.AdamW),
                $"{option} {value} goes with adam or adamw; the optimizer is {c.Optimizer}");
        yield return (c.Alpha is not null && c.Optimizer != OptimizerNames.RmsProp,
            $"--alpha {c.Alpha} goes with rmsprop; the optimizer is {c.Optimizer}");
        yield return (c.Epsilon is not null && c.Optimizer == OptimizerNames.Sgd, $"--epsilon {c.Epsilon} is no number of sgd");
    }

    private static IEnumerable<(bool IsBroken, string Sentence)> OfSchedule(RunConfiguration c)
    {
        var decays = c.Schedule is ScheduleNames.Step or ScheduleNames.MultiStep or ScheduleNames.Exponential;
        yield return (c.Schedule == ScheduleNames.Step && c.DecayEvery is null,
            "the schedule step needs --decay-every, the epochs between two decays");
        yield return (c.Schedule == ScheduleNames.MultiStep && c.Milestones.Count == 0,
            "the schedule multistep needs --milestones, the epochs after which it decays");
        yield return (c.Milestones.Count > 0 && c.Schedule != ScheduleNames.MultiStep,
            $"--milestones go with the schedule multistep; the schedule is {c.Schedule}");
        yield return (c.DecayEvery is not null && c.Schedule is not (ScheduleNames.Step or ScheduleNames.Exponential),
            $"--decay-every {c.DecayEvery} goes with the schedule step or exponential; the schedule is {c.Schedule}");
        yield return (c.Decay is not null && !decays,
            $"--decay {c.Decay} goes with the schedule step, multistep or exponential; the schedule is {c.Schedule}");
        yield return (c.MinLr is not null && c.Schedule != ScheduleNames.Cosine,
            $"--min-lr {c.MinLr} goes with the schedule cosine; the schedule is {c.Schedule}");
        yield return (c.MinLr > c.Lr, $"--min-lr {c.MinLr} is above the rate {c.Lr} that the schedule starts from");
        yield return (c.Warmup > 0 && c.Schedule == ScheduleNames.OneCycle,
            "--warmup goes with the other schedules; one-cycle rises by itself");
        yield return (c.Warmup >= c.Epochs,
            $"--warmup {c.Warmup} lasts as long as the {c.Epochs} epochs of the run; expected less");
    }

    // What only the model or a transform itself can judge.
    private static (bool IsBroken, string Sentence) Refused(Action attempt)
    {
        try
        {
            attempt();
            return (false, "");
        }
        catch (UsageException error)
        {
            return (true, error.Message);
        }
    }
}
