using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>The names of the models, and the nearest one of a mistyped name.</summary>
internal static class ModelNames
{
    /// <summary>What is wrong with a model's name, or null.</summary>
    public static string? Mistake(string name) => ModelRegistry.Find(name) is null
        ? $"unknown model '{name}'{Nearest.Suggestion(name, ModelRegistry.All.Select(model => model.Name))}"
        : null;
}
