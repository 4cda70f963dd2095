using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>Whole networks by name and options.</summary>
internal static class Networks
{
    /// <summary>A network of the registry, options as in <c>alpha=0.25,classes=10</c>, not yet initialized.</summary>
    public static Module Create(string name, string options) =>
        ModelRegistry.Create(name, new ModelOptions(options.Split(',', StringSplitOptions.RemoveEmptyEntries).ToDictionary(o => o.Split('=')[0], o => o.Split('=')[1])));
}
