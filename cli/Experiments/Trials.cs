using System.Globalization;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Cli.Experiments;

/// <summary>Trains the variants of one experiment as <c>train</c> would: each by its recipe, all on the same examples and from the same seed.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="settings">What the command line says.</param>
/// <param name="tell">Takes a sentence of progress.</param>
/// <param name="cancellation">Ends the training after the running step.</param>
internal sealed class Trials(Experiment experiment, ExperimentSettings settings, Action<string> tell, CancellationToken cancellation)
{
    private TrainingTask? _task;

    /// <summary>What the command line says.</summary>
    public ExperimentSettings Settings => settings;

    /// <summary>Tells a sentence of progress.</summary>
    public void Tell(string sentence) => tell(sentence);

    /// <summary>Stops where the experiment was interrupted.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <summary>Whether the recipe's data are there; what is missing is told.</summary>
    /// <exception cref="DataException">Files were named and do not serve.</exception>
    public bool HasDataFor(Variant variant)
    {
        try
        {
            _task ??= Tasks.Prepare(Configure(variant));
            return true;
        }
        catch (DataException missing) when (settings.Data is null)
        {
            tell($"nothing is trained: {missing.Message}");
            return false;
        }
    }

    /// <summary>Trains a variant and scores it: the values of the columns that every training has.</summary>
    /// <exception cref="DataException">The data are absent or do not serve.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public object?[] Run(Variant variant)
    {
        var summary = variant.Summarize();
        var configuration = Configure(variant);
        _task ??= Tasks.Prepare(configuration);
        List<double> losses = [];
        TrainingResult? result = null;
        try
        {
            result = Runs.Training.Run(configuration, _task, settings.Device, Tell, cancellation);
        }
        catch (DivergedException end)
        {
            tell($"{variant.Label}: {end.Message}");
        }
        return [summary.Parameters, summary.Macs, losses.ToArray(), result?.Accuracy, result?.Seconds];

        void Tell(EpochRecord epoch)
        {
            losses.Add(epoch.Loss);
            tell(string.Create(CultureInfo.InvariantCulture,
                $"{variant.Label}: epoch {epoch.Epoch} of {configuration.Epochs}: loss {epoch.Loss:f4}, accuracy {100 * epoch.Accuracy:f2} %, {epoch.Seconds:f1} s"));
        }
    }

    private RunConfiguration Configure(Variant variant)
    {
        List<Assignment> given = [];
        if (variant.Options.Count > 0) given.Add(new(Settings("options"), [.. variant.Options.Select(o => $"{o.Name}={o.Value}")], "--option"));
        Give("data", settings.Data);
        Give("epochs", settings.Epochs ?? experiment.Epochs);
        Give("lr", experiment.LearningRate);
        Give("limit", settings.Limit ?? experiment.Limit);
        Give("seed", settings.Seed);
        return Tasks.WithFullPaths(Resolution.Resolve(variant.Model, [], given));

        void Give(string name, object? value)
        {
            if (value is not null) given.Add(new(Settings(name), [string.Create(CultureInfo.InvariantCulture, $"{value}")], $"--{name}"));
        }

        static Setting Settings(string name) => Runs.Settings.Find(name)!;
    }
}
