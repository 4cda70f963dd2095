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
        var options = new DatasetOptions { Seed = configuration.Seed, SkipDamaged = configuration.SkipBad, ImageShape = GeneratedShape(configuration) };
        var data = configuration.Data;
        if (data == RunConfiguration.Synthetic) return Generated(DatasetKind.Images).Open(null, options);
        if (Path.Exists(data))
            return configuration.Dataset is { } format ? Named(format, options, data) : ImageSource.Open(data, null, configuration.SkipBad);
        if (DatasetRegistry.Find(data) is null)
            throw new DataException($"{data}: there is no such file or folder, and no data set of that name{Nearest.Suggestion(data, DatasetRegistry.All.Select(d => d.Name))}");
        return Named(data, options, null);
    }

    /// <summary>The data set of a kind that the program makes itself.</summary>
    public static DatasetInfo Generated(DatasetKind kind) => DatasetRegistry.All.First(info => info.IsGenerated && info.Kind == kind);

    /// <summary>The shape [C, H, W] of generated images: the network's own.</summary>
    public static Shape? GeneratedShape(RunConfiguration configuration) => configuration.Data == RunConfiguration.Synthetic
        ? ModelRegistry.Find(configuration.Model)!.Input(new ModelOptions(configuration.Options))
        : null;

    private static ImageParts Named(string name, DatasetOptions options, string? path)
    {
        var info = DatasetRegistry.Find(name) ?? throw new UsageException($"there is no data set '{name}'{Nearest.Suggestion(name, DatasetRegistry.All.Select(d => d.Name))}");
        return info.Open(path, info.IsGenerated ? options : options with { ImageShape = null });
    }
}
