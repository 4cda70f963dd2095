using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>The hooks of one module, each wrapped around the next and the last around the module's own formula.</summary>
internal sealed class HookList<TIn, TOut>
{
    private Func<TIn, Func<TIn, TOut>, TOut>[] _hooks = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _hooks.Length == 0;

    /// <summary>Adds one; disposing the result removes it.</summary>
    public IDisposable Add(Func<TIn, Func<TIn, TOut>, TOut> hook)
    {
        _hooks = [.. _hooks, hook];
        return new Removal(() => _hooks = [.. _hooks.Where(h => h != hook)]);
    }

    /// <summary>Runs the hooks around a formula; meanwhile nothing is left pending, for they must see every result.</summary>
    public TOut Run(TIn x, Func<TIn, TOut> compute)
    {
        var execution = Execution.Current;
        var next = compute;
        foreach (var hook in _hooks.Reverse())
        {
            var inner = next;
            next = input => hook(input, inner);
        }
        execution.ModuleHooks++;
        try
        {
            return next(x);
        }
        finally
        {
            execution.ModuleHooks--;
        }
    }

    private sealed class Removal(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
