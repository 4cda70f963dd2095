using NeuralCore.Nn;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>A trained network: a run's, or a model with weights from a file.</summary>
/// <param name="Configuration">What is known of its data and how they are prepared.</param>
/// <param name="Folder">The run's folder; none for weights from elsewhere.</param>
/// <param name="Weights">The file of weights; null for that which the run reported on.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record NetworkSource(RunConfiguration Configuration, RunFolder? Folder, string? Weights, Device Device)
{
    /// <summary>Overwrites the network's weights with those of a file.</summary>
    /// <exception cref="DataException">The file cannot be read, is not a run's checkpoint where one is expected, or does not fit.</exception>
    public void Load(string path, Module model)
    {
        if (Folder is null) WeightsFile.Load(path, model);
        else Checkpoint.LoadModel(path, model);
    }
}
