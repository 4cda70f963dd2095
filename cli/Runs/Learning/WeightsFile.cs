using NeuralCore.Nn;
using NeuralCore.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>Weights from a file: a run's checkpoint, or a state dict as safetensors, PyTorch's pickle or npz.</summary>
internal static class WeightsFile
{
    /// <summary>Overwrites a network's weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="isPartial">Whether names and shapes that do not fit are passed over.</param>
    /// <returns>What was passed over, a name each.</returns>
    /// <exception cref="DataException">The file cannot be read, or does not fit: the message lists missing, unexpected and mis-shaped names.</exception>
    public static IReadOnlyList<string> Load(string path, Module model, bool isPartial = false)
    {
        if (!File.Exists(path)) throw new DataException($"{path}: there is no such file of weights");
        var isCheckpoint = Checkpoint.Recognises(path);
        if (isPartial) return isCheckpoint ? Checkpoint.LoadMatching(path, model) : model.LoadMatching(path);
        if (isCheckpoint) Checkpoint.LoadModel(path, model);
        else model.Load(path);
        return [];
    }
}
