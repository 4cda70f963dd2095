using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Runs;

/// <summary>The network that a configuration describes.</summary>
internal static class Models
{
    /// <summary>Sees whether the options hold, before a scene is opened.</summary>
    /// <exception cref="UsageException">There is no such model or option, or an option's value is impossible.</exception>
    public static void Check(TrainConfiguration configuration) => CreateFor(configuration, classes: null);

    /// <summary>Builds it for the classes of a scene.</summary>
    /// <exception cref="DataException">The scene's number of classes, or what a file says of the network, is impossible.</exception>
    public static Module CreateFor(TrainConfiguration configuration, SceneTask task)
    {
        try
        {
            return CreateFor(configuration, task.Scene.Classes);
        }
        catch (UsageException error)
        {
            throw new DataException($"{task.Scene.Name}: {error.Message}", error);
        }
    }

    private static Module CreateFor(TrainConfiguration configuration, int? classes) =>
        ModelRegistry.Create(configuration.Model, OptionsFor(configuration, classes));

    private static ModelOptions OptionsFor(TrainConfiguration configuration, int? classes)
    {
        Dictionary<string, string> options = new(configuration.Options, StringComparer.OrdinalIgnoreCase)
        {
            ["bands"] = configuration.Bands.ToString(),
            ["window"] = configuration.Window.ToString(),
        };
        if (classes is { } count) options["classes"] = count.ToString();
        return new ModelOptions(options);
    }
}
