using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>A call whose result waits for the next one: absorbed if that one can compute both in one pass, else computed first.</summary>
/// <remarks>
/// At most one per thread. What is fused is the computation alone: the graph is recorded when a call is made, with a node
/// to each op, so that gradients of every order, and whoever hooks or wants the result in between, know nothing of it. A
/// result that was absorbed is never in memory, unless it is read after all: then it is computed, from operands that
/// must still be there and unchanged.
/// </remarks>
internal sealed class PendingResult(Op op, Tensor?[] inputs, Saved saved, string path) : DeferredResult
{
    private readonly MemoryScope? _scope = MemoryScope.Current;
    private readonly int[] _versions = [.. inputs.Select(x => x?.Storage.Version ?? 0)];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Lock _lock = new();
    private bool _done;

    public Op Op { get; } = op;

    public Tensor?[] Inputs { get; } = inputs;

    /// <summary>The results, those promised and those that were computed at once.</summary>
    public Tensor[] Outputs { get; set; } = [];

    /// <inheritdoc/>
    /// <remarks>Tensors are read from any thread: whoever comes second waits for the first.</remarks>
    public override void Realize()
    {
        lock (_lock)
            if (!_done) Compute();
    }

    /// <inheritdoc/>
    public override void Settle()
    {
        if (Inputs.Any(x => x is { Storage.IsReleased: true })) Forget();
        else Realize();
    }

    /// <summary>The first result followed by f, in one pass, or null if the op cannot; it is pending no more.</summary>
    public Tensor? Then<F>(F f) where F : struct, IUnary
    {
        Forget();
        var y = Op.FinishThen(f, Inputs, Outputs);
        GC.KeepAlive(Inputs);
        GC.KeepAlive(Outputs);
        return y;
    }

    private void Compute()
    {
        Forget();
        ThrowIfLost();
        var execution = Execution.Current;
        var (records, before) = (execution.Records, execution.Path);
        (execution.Records, execution.Path) = (false, path);
        try
        {
            var results = Op.Finish(saved, Inputs, Outputs);
            for (var i = 0; i < results.Length; i++)
                if (Outputs[i].IsDeferred) Fulfil(Outputs[i], results[i].View);
            _done = true;
        }
        finally
        {
            (execution.Records, execution.Path) = (records, before);
        }
        GC.KeepAlive(Inputs);
    }

    private void Forget()
    {
        if (Pending == this) Pending = null;
    }

    // The memory is the scope's in which the call was made, whatever scope it is read in; but a scope is its thread's alone.
    private void Fulfil(Tensor promised, View view)
    {
        view.Storage.Maker = Op;
        if (view.Storage.Scope != _scope)
        {
            view.Storage.Keep();
            if (Environment.CurrentManagedThreadId == _thread) _scope?.Adopt(view.Storage);
        }
        promised.Fulfil(view);
    }

    private void ThrowIfLost()
    {
        for (var i = 0; i < Inputs.Length; i++)
        {
            if (Inputs[i] is not { } x) continue;
            if (x.Storage.IsReleased)
                throw new GradientException($"{Op}: its result was absorbed by the next operation and cannot be computed any more, for its operand {x.Shape} was given back; read the result, or Keep() it, before the backward pass or the scope ends");
            if (x.Storage.Version != _versions[i])
                throw new GradientException($"{Op}: its result was absorbed by the next operation and cannot be computed any more, for its operand {x.Shape} was changed in place by {x.Storage.LastWriter}; read the result, or Keep() it, before that");
        }
    }
}
