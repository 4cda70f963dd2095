using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Runs;

/// <summary>The network that a configuration describes.</summary>
internal static class Models
{
    /// <summary>Builds it for so many classes; without a number only to see whether the options hold.</summary>
    /// <exception cref="UsageException">There is no such model or option, or an option's value is impossible.</exception>
    public static Module CreateFor(TrainConfiguration configuration, int? classes) => ModelRegistry.Create(
        configuration.Model, OptionsFor(configuration, classes));

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
