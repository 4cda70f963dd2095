using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>Adds up the bytes that the results of forward operations take, by module path; a view takes none.</summary>
internal sealed class ActivationCounter : IDispatchListener
{
    private readonly Dictionary<string, long> _byPath = [];
    private int _depth;

    /// <summary>All bytes counted.</summary>
    public long Total => _byPath.Values.Sum();

    /// <summary>The bytes made by the ops that a module called itself, by its path.</summary>
    public IReadOnlyDictionary<string, long> ByPath => _byPath;

    /// <inheritdoc/>
    public void Starting(OpCall call) => _depth++;

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        if (--_depth > 0 || call.IsBackward) return;
        foreach (var y in call.Outputs)
        {
            if (call.Inputs.Any(x => x is not null && ReferenceEquals(x.Storage, y.Storage))) continue;
            _byPath[call.Path] = _byPath.GetValueOrDefault(call.Path) + y.Count * y.Type.SizeInBytes();
        }
    }
}
