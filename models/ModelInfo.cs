using NeuralCore.Nn;

namespace NeuralCore.Models;

/// <summary>What the registry knows of a model.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Paper">Where it was published.</param>
/// <param name="Task">The kind of data that it takes.</param>
/// <param name="Create">Builds it from options; the parameters are drawn by <c>Initialize</c> or loaded.</param>
/// <param name="Input">The shape of one example without the batch, for the same options.</param>
public sealed record ModelInfo(
    string Name, string Paper, ModelTask Task, Func<ModelOptions, Module> Create, Func<ModelOptions, Shape> Input);

/// <summary>The kinds of data that models take.</summary>
public enum ModelTask
{
    /// <summary>Patches of a hyperspectral scene [1, B, S, S], classified by their middle pixel.</summary>
    Hyperspectral,
    /// <summary>Images [C, H, W], classified.</summary>
    Image,
    /// <summary>Images [C, H, W] of any size, each pixel classified: logits [N, classes, H, W].</summary>
    Segmentation,
}
