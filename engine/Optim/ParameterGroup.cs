using NeuralCore.Nn;

namespace NeuralCore.Optim;

/// <summary>Parameters that are learned at one rate and with one weight decay.</summary>
public sealed class ParameterGroup
{
    /// <summary>A group of named parameters; the names are those of the model's state dict.</summary>
    public ParameterGroup(IEnumerable<(string Name, Parameter Parameter)> parameters) => Parameters = [.. parameters];

    /// <summary>All parameters of a model.</summary>
    public ParameterGroup(ModuleBase model) : this(model.NamedParameters()) { }

    /// <summary>The parameters with their names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>The learning rate at the start, from which a schedule reckons; the optimizer's if none is given.</summary>
    public double? InitialRate { get; init; }

    /// <summary>The weight decay; the optimizer's if none is given.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The learning rate of the next step; a schedule sets it.</summary>
    public double Rate { get; set; }

    /// <summary>The rate that the optimizer began with.</summary>
    internal double BaseRate { get; set; }
}
