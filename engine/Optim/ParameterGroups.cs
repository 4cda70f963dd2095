using System.Collections;
using System.Runtime.CompilerServices;
using NeuralCore.Nn;

namespace NeuralCore.Optim;

/// <summary>What an optimizer learns: a whole model (<c>new Adam(model)</c>), or groups (<c>new Adam([backbone, head])</c>).</summary>
[CollectionBuilder(typeof(ParameterGroups), nameof(Create))]
public sealed class ParameterGroups : IReadOnlyList<ParameterGroup>
{
    private readonly ParameterGroup[] _groups;

    private ParameterGroups(ParameterGroup[] groups) => _groups = groups;

    /// <summary>The number of groups.</summary>
    public int Count => _groups.Length;

    /// <summary>The group at a position.</summary>
    public ParameterGroup this[int index] => _groups[index];

    /// <summary>One group of all of a model's parameters.</summary>
    public static implicit operator ParameterGroups(ModuleBase model) => new([new ParameterGroup(model)]);

    /// <summary>Makes groups from a collection expression.</summary>
    public static ParameterGroups Create(ReadOnlySpan<ParameterGroup> groups) => new(groups.ToArray());

    /// <inheritdoc/>
    public IEnumerator<ParameterGroup> GetEnumerator() => ((IEnumerable<ParameterGroup>)_groups).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
