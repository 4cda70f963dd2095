namespace NeuralCore.Backends;

/// <summary>Cuts a count of elements into parts of one size, whatever the number of threads.</summary>
internal readonly struct Chunks(long count, int size = Chunks.Elements)
{
    /// <summary>The usual size of a part: some µs of work for one thread, and a whole number of cache lines.</summary>
    public const int Elements = 1 << 15;

    /// <summary>The number of parts.</summary>
    public int Parts { get; } = checked((int)((count + size - 1) / size));

    /// <summary>The first element of a part, and the first after it.</summary>
    public (long Start, long End) this[int part] => ((long)part * size, Math.Min(count, (long)(part + 1) * size));
}
