using NeuralCore.Serialization;

namespace NeuralCore.Tests.Data;

/// <summary>The numbers of a small safetensors file, as doubles.</summary>
internal static class Tensors
{
    public static Dictionary<string, (Shape Shape, double[] Values)> Read(string path) =>
        Safetensors.Read(path).ToDictionary(pair => pair.Key, pair => (pair.Value.Shape, pair.Value.ToArray<double>()));
}
