using NeuralCore.Nn;

namespace NeuralCore.Models;

/// <summary>The table of contents: every model, one line each.</summary>
public static class ModelRegistry
{
    /// <summary>What is known of each model.</summary>
    public static IReadOnlyList<ModelInfo> All { get; } =
    [
        // Hyperspectral scenes
        new("hybridsn", "Roy et al. 2020, arXiv:1902.06701", ModelTask.Hyperspectral, options => HybridSN.Create(options), options => HybridSN.InputShape(options)),
        new("hybridsn_small", "Roy et al. 2020, arXiv:1902.06701", ModelTask.Hyperspectral,
            options => HybridSN.Create(options, classes: 9, bands: 15, window: 11), options => HybridSN.InputShape(options, bands: 15, window: 11)),
        // Small images: X and O, 28×28

        // 32×32, CIFAR

        // ImageNet: residual networks and VGG

        // ImageNet: MobileNet and Inception

        // Segmentation
    ];

    // A network whose input does not depend on its options.
    private static ModelInfo Image(string name, string paper, Func<ModelOptions, Module> create, int channels, int side) =>
        new(name, paper, ModelTask.Image, create, _ => [channels, side, side]);

    /// <summary>The model of a name, or null.</summary>
    public static ModelInfo? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>Builds a model by name; unknown options are refused.</summary>
    /// <exception cref="UsageException">There is no such model or option, or an option's value is impossible.</exception>
    public static Module Create(string name, ModelOptions? options = null)
    {
        var info = Find(name) ?? throw new UsageException($"there is no model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}");
        options ??= new();
        var model = info.Create(options);
        options.ThrowIfUnknown(name);
        return model;
    }
}
