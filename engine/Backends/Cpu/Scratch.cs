namespace NeuralCore.Backends;

/// <summary>Working memory of a kernel, borrowed from the arena and given back at the end of the block: after the first step it costs two dictionary look-ups.</summary>
/// <param name="count">How many elements.</param>
internal readonly unsafe ref struct Scratch<T>(long count) where T : unmanaged
{
    private readonly long _bytes = Math.Max(count, 1) * sizeof(T);

    /// <summary>The first element, aligned to 64 bytes, its content undefined.</summary>
    public T* Pointer { get; } = (T*)Arena.Host.Take(Math.Max(count, 1) * sizeof(T));

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Arena.Host.Give((byte*)Pointer, _bytes);
}
