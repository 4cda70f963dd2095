namespace NeuralCore.Memory;

/// <summary>The memory behind one tensor and all its views: typed, counted, versioned, and given back exactly once.</summary>
/// <remarks>
/// A storage goes back by one of three ways: its <see cref="MemoryScope"/> ends, the backward pass has used it up, or
/// nobody refers to it any more and its finalizer runs. Views share the storage, so only it needs a finalizer.
/// </remarks>
public abstract class Storage
{
    private int _released;
    private int _holds;

    private protected Storage(ElementType type, long count)
    {
        Type = type;
        Count = count;
        MemoryScope.Current?.Adopt(this);
    }

    /// <summary>Gives the memory back when nothing refers to it any more.</summary>
    ~Storage() => Release();

    /// <summary>What one element is.</summary>
    public ElementType Type { get; }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>The bytes that the elements take.</summary>
    public long Bytes => Count * Type.SizeInBytes();

    /// <summary>How often the content was changed in place; the backward pass compares it with what it was when saved.</summary>
    public int Version { get; private set; }

    /// <summary>Who changed the content last, for the error that names the culprit.</summary>
    public string? LastWriter { get; private set; }

    /// <summary>Whether the memory was given back.</summary>
    public bool IsReleased => Volatile.Read(ref _released) != 0;

    /// <summary>The operation whose result this is; printed in errors.</summary>
    internal object? Maker { get; set; }

    /// <summary>The scope that will give this storage back; none for what is kept.</summary>
    internal MemoryScope? Scope { get; set; }

    /// <summary>Records a change in place by <paramref name="writer"/>.</summary>
    internal void Touch(string writer)
    {
        Version++;
        LastWriter = writer;
    }

    /// <summary>Takes the storage out of its scope: only the finalizer will give it back.</summary>
    internal void Keep() => Scope = null;

    /// <summary>The graph needs the content: a saved tensor, or a gradient on its way.</summary>
    internal void Hold() => _holds++;

    /// <summary>The graph needs the content one time less; after the last the result of an op in a scope goes back at once.</summary>
    /// <param name="give">Whether it may go back: not if the caller goes on using it.</param>
    internal void Unhold(bool give = true)
    {
        if (--_holds == 0 && give && Scope is not null && Maker is not null) Release();
    }

    /// <summary>Whether the graph still needs the content.</summary>
    internal bool IsHeld => _holds > 0;

    /// <summary>Gives the memory back now; a second call does nothing.</summary>
    internal void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        Scope = null;
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns the memory to where it came from.</summary>
    protected abstract void Free();

    /// <summary>Throws if the memory was given back.</summary>
    /// <exception cref="GradientException">It was.</exception>
    internal void ThrowIfReleased()
    {
        if (IsReleased)
            throw new GradientException($"the result of {Maker ?? "a tensor creation"} was given back when its scope or the backward pass ended; call Keep() on it before that to use it longer");
    }
}
