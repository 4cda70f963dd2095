using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>A call whose result waits for the next one: absorbed if the two are declared fusable, else computed first.</summary>
/// <remarks>
/// At most one per thread. The graph is recorded when the call is made, so a pending result that is never read costs
/// nothing, and one that was absorbed and is read after all is computed then.
/// </remarks>
internal sealed class PendingResult(Op op, Tensor?[] inputs, Saved saved, string path) : DeferredResult
{
    private bool _done;

    public Op Op { get; } = op;

    public Tensor?[] Inputs { get; } = inputs;

    /// <summary>The promised results.</summary>
    public Tensor[] Outputs { get; set; } = [];

    /// <inheritdoc/>
    public override void Realize()
    {
        if (_done) return;
        _done = true;
        var execution = Execution.Current;
        if (execution.Pending == this) execution.Pending = null;
        var (records, before) = (execution.Records, execution.Path);
        (execution.Records, execution.Path) = (false, path);
        try
        {
            var results = Op.Forward(saved, Inputs);
            for (var i = 0; i < results.Length; i++)
            {
                Outputs[i].Fulfil(results[i].View);
                results[i].Storage.Maker = Op;
            }
        }
        finally
        {
            (execution.Records, execution.Path) = (records, before);
        }
        GC.KeepAlive(Inputs);
    }
}

/// <summary>A pair of operations that can run as one.</summary>
internal interface IFusion
{
    /// <summary>The fused op and its inputs for <paramref name="second"/> applied to what is pending, or null if they do not go together.</summary>
    (Op Op, Tensor?[] Inputs)? TryFuse(PendingResult pending, Op second, ReadOnlySpan<Tensor?> inputs);
}

/// <summary>The declared fusions; empty for now, so that every result is computed at once.</summary>
internal static class Fusions
{
    /// <summary>All of them.</summary>
    public static List<IFusion> All { get; } = [];
}
