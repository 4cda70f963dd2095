namespace NeuralCore.Autograd;

/// <summary>Counts the multiply-adds of forward passes by module path: <c>using (Dispatcher.Listen(counter)) model.Forward(x)</c>.</summary>
public sealed class MacCounter : IDispatchListener
{
    private readonly Dictionary<string, long> _byPath = [];
    private int _depth;

    /// <summary>All multiply-adds counted.</summary>
    public long Total => _byPath.Values.Sum();

    /// <summary>The multiply-adds of the ops that a module called itself, by its path.</summary>
    public IReadOnlyDictionary<string, long> ByPath => _byPath;

    /// <inheritdoc/>
    public void Starting(OpCall call) => _depth++;

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        // An op that computes by way of others has counted them already.
        if (--_depth > 0 || call.IsBackward) return;
        var macs = call.Op.Macs([.. call.Inputs], [.. call.Outputs]);
        if (macs > 0) _byPath[call.Path] = _byPath.GetValueOrDefault(call.Path) + macs;
    }
}
