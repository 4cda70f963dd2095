namespace NeuralCore.Backends;

/// <summary>Cuts a count of elements into parts of one size, whatever the number of threads.</summary>
internal readonly struct Chunks(long count, long size = Chunks.Elements)
{
    /// <summary>The usual size of a part: some µs of work for one thread, and a whole number of cache lines.</summary>
    public const int Elements = 1 << 15;

    /// <summary>The number of parts.</summary>
    public int Parts { get; } = count == 0 ? 0 : checked((int)((count + size - 1) / size));

    /// <summary>The first element of a part, and the first after it.</summary>
    public (long Start, long End) this[int part] => (part * size, Math.Min(count, (part + 1) * size));
}
