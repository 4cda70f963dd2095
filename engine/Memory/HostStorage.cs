namespace NeuralCore.Memory;

/// <summary>Storage in native memory of this process, taken from the <see cref="Arena"/>.</summary>
internal sealed unsafe class HostStorage : Storage
{
    private readonly Arena _arena;
    private readonly byte* _pointer;

    public HostStorage(Arena arena, ElementType type, long count) : base(type, count)
    {
        _arena = arena;
        _pointer = arena.Take(Bytes);
    }

    /// <summary>The first byte, aligned to 64.</summary>
    /// <exception cref="GradientException">The memory was given back.</exception>
    public byte* Pointer
    {
        get
        {
            ThrowIfReleased();
            return _pointer;
        }
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        if (_pointer != null) _arena.Give(_pointer, Bytes);
    }
}
