using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>The task of a model's kind.</summary>
internal static class Tasks
{
    /// <summary>Prepares a new run.</summary>
    /// <exception cref="DataException">The data do not serve.</exception>
    public static TrainingTask Prepare(RunConfiguration configuration) => KindOf(configuration) switch
    {
        ModelTask.Hyperspectral => SceneTask.Prepare(configuration),
        ModelTask.Image => ImageTask.Prepare(configuration),
        _ => SegmentationTask.Prepare(configuration),
    };

    /// <summary>Prepares the scoring of a network that was trained elsewhere.</summary>
    /// <exception cref="DataException">The data do not serve.</exception>
    public static TrainingTask ForScoring(RunConfiguration configuration) =>
        KindOf(configuration) == ModelTask.Image ? ImageTask.ForScoring(configuration) : Prepare(configuration);

    /// <summary>Takes up what a run has kept.</summary>
    /// <exception cref="DataException">A file is absent, damaged, or the data are other ones.</exception>
    public static TrainingTask Restore(RunConfiguration configuration, RunFolder folder)
    {
        try
        {
            return KindOf(configuration) switch
            {
                ModelTask.Hyperspectral => SceneTask.Restore(configuration, folder),
                ModelTask.Image => ImageTask.Restore(configuration, folder),
                _ => SegmentationTask.Restore(configuration, folder),
            };
        }
        catch (DataException error) when (IsMissing(configuration.Data) || IsMissing(configuration.Labels))
        {
            throw new DataException($"{error.Message}; if the data have moved since the training, say where to with --data{(configuration.Labels is null ? "" : " and --labels")}", error);
        }
    }

    /// <summary>A path that holds from everywhere; what is no path, such as a data set's name, stays as it is.</summary>
    public static RunConfiguration WithFullPaths(RunConfiguration c)
    {
        return c with
        {
            Data = Full(c, c.Data),
            Labels = c.Labels is { } labels ? Path.GetFullPath(labels) : null,
            Weights = c.Weights is { } weights ? Path.GetFullPath(weights) : null,
        };

        static string Full(RunConfiguration c, string data) =>
            data != RunConfiguration.Synthetic && (KindOf(c) == ModelTask.Hyperspectral || Path.Exists(data)) ? Path.GetFullPath(data) : data;
    }

    private static bool IsMissing(string? path) => path is not null and not RunConfiguration.Synthetic && !Path.Exists(path);

    private static ModelTask KindOf(RunConfiguration configuration) => ModelRegistry.Find(configuration.Model)!.Task;
}
