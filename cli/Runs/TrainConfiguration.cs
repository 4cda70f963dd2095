using System.Text.Json;

namespace NeuralCore.Cli.Runs;

/// <summary>Everything that decides a run's result, resolved: what <c>config.json</c> holds.</summary>
internal sealed record TrainConfiguration
{
    /// <summary>What <see cref="Data"/> says for the embedded scene.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's options that were given.</summary>
    public Dictionary<string, string> Options { get; init; } = [];

    /// <summary>The cube's file, or <c>synthetic</c>.</summary>
    public required string Data { get; init; }

    /// <summary>The labels' file.</summary>
    public string? Labels { get; init; }

    /// <summary>The cube's variable.</summary>
    public string? CubeVariable { get; init; }

    /// <summary>The labels' variable.</summary>
    public string? LabelsVariable { get; init; }

    /// <summary>The share of labelled pixels to train on.</summary>
    public double TrainRatio { get; init; }

    /// <summary>The share of the training pixels put aside for validation.</summary>
    public double ValidationRatio { get; init; }

    /// <summary>The principal components kept.</summary>
    public int Bands { get; init; }

    /// <summary>The side of a patch.</summary>
    public int Window { get; init; }

    /// <summary>The passes over the training pixels.</summary>
    public int Epochs { get; init; }

    /// <summary>The patches of a step.</summary>
    public int Batch { get; init; }

    /// <summary>Adam's learning rate.</summary>
    public double LearningRate { get; init; }

    /// <summary>The seed of the split, the weights, the order and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>The device's name.</summary>
    public required string Device { get; init; }

    /// <summary>The configuration of a run folder.</summary>
    /// <exception cref="DataException">The file is absent or no configuration.</exception>
    public static TrainConfiguration Read(string path)
    {
        try
        {
            var configuration = JsonSerializer.Deserialize<TrainConfiguration>(File.ReadAllText(path), JsonText.Indented)
                ?? throw new DataException($"{path}: holds no configuration");
            if (configuration is not { Bands: > 0, Window: > 0, Batch: > 0 } || configuration.Window % 2 == 0)
                throw new DataException($"{path}: bands {configuration.Bands}, window {configuration.Window}, batch {configuration.Batch} are no run's; expected numbers above 0, the window odd");
            return configuration;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DataException($"{path}: cannot be read as a run's configuration: {error.Message}", error);
        }
    }
}
