using NeuralCore.Cli.Commands;
using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Experiments;

/// <summary>One network of an experiment.</summary>
/// <param name="Label">What progress calls it.</param>
/// <param name="Model">Its name in the registry.</param>
/// <param name="Options">Its options.</param>
internal sealed record Variant(string Label, string Model, params IReadOnlyList<(string Name, string Value)> Options)
{
    /// <summary>Its layers for one example.</summary>
    public ModelSummary Summarize()
    {
        var options = new ModelOptions(Options.Select(o => KeyValuePair.Create(o.Name, o.Value)));
        var info = ModelRegistry.Find(Model)!;
        return CommonOptions.Summarize(info, options, info.Input(options)).Summary;
    }
}
