namespace NeuralCore;

/// <summary>A stretch of code whose intermediate tensors go back to the arena at its end: a training step, a scoring of one batch.</summary>
/// <remarks>
/// What must outlive the scope is kept (<c>Tensor.Keep()</c>), or handed to the scope around it
/// (<c>scope.Return(tensor)</c>). Parameters, state buffers, gradients of leaves and optimizer state always are.
/// A scope belongs to the thread that opened it and does not cross an <c>await</c>.
/// </remarks>
public sealed class MemoryScope : IDisposable
{
    [ThreadStatic] private static MemoryScope? _current;

    private readonly MemoryScope? _outer;
    private readonly List<Storage> _storages = [];
    private bool _ended;

    /// <summary>Opens a scope inside the current one.</summary>
    public MemoryScope()
    {
        _outer = _current;
        _current = this;
    }

    /// <summary>The innermost open scope of this thread.</summary>
    public static MemoryScope? Current => _current;

    internal void Adopt(Storage storage)
    {
        storage.Scope = this;
        _storages.Add(storage);
    }

    /// <summary>Hands a storage to the scope around this one, or to nobody if there is none.</summary>
    internal void Return(Storage storage)
    {
        if (storage.Scope != this) return;
        storage.Scope = null;
        _outer?.Adopt(storage);
    }

    /// <summary>Ends the scope: everything made in it, and neither kept nor returned, goes back to the arena.</summary>
    /// <exception cref="UsageException">A scope opened inside this one is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (_ended) return;
        if (_current != this)
            throw new UsageException("a MemoryScope ends on the thread that opened it, after every scope opened inside it; got another order");
        _ended = true;
        _current = _outer;
        foreach (var storage in _storages)
        {
            if (storage.Scope != this) continue;
            if (!storage.IsHeld) storage.Release();
            else if (_outer is not null) _outer.Adopt(storage);
            else storage.Scope = null;
        }
        _storages.Clear();
    }
}
