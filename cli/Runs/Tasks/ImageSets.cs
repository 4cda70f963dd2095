using NeuralCore.Data.Datasets;
using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>The images that a configuration names: a path, a data set by its name, or those that the program makes itself.</summary>
internal static class ImageSets
{
    /// <summary>Opens them.</summary>
    /// <exception cref="DataException">There are none, or they are damaged; the message says which files to put where.</exception>
    public static ImageParts Open(RunConfiguration configuration)
    {
        var options = new DatasetOptions { Seed = configuration.Seed, SkipDamaged = configuration.SkipBad };
        var data = configuration.Data;
        if (data == RunConfiguration.Synthetic) return Generated(DatasetKind.Images).Open(null, options with { ImageShape = OwnInput(configuration) });
        if (configuration.Dataset is { } format) return Named(format, options, data == format ? null : data);
        if (Path.Exists(data)) return ImageSource.Open(data, null, configuration.SkipBad);
        if (DatasetRegistry.Find(data) is null)
            throw new DataException($"{data}: there is no such file or folder, and no data set of that name{Nearest.Suggestion(data, DatasetRegistry.All.Select(d => d.Name))}");
        return Named(data, options, null);
    }

    /// <summary>What is known of the data set that a configuration names, if it is one by name.</summary>
    public static DatasetInfo? Info(RunConfiguration configuration) => configuration.Data == RunConfiguration.Synthetic
        ? Generated(ModelRegistry.Find(configuration.Model)!.Task == ModelTask.Segmentation ? DatasetKind.Scenes : DatasetKind.Images)
        : DatasetRegistry.Find(configuration.Dataset ?? configuration.Data);

    /// <summary>The data set of a kind that the program makes itself.</summary>
    public static DatasetInfo Generated(DatasetKind kind) => DatasetRegistry.All.First(info => info.IsGenerated && info.Kind == kind);

    /// <summary>The shape [C, H, W] that the network takes by itself.</summary>
    public static Shape OwnInput(RunConfiguration configuration) => ModelRegistry.Find(configuration.Model)!.Input(new ModelOptions(configuration.Options));

    private static ImageParts Named(string name, DatasetOptions options, string? path) => DatasetRegistry.Find(name)!.Open(path, options);
}
