namespace NeuralCore.Memory;

/// <summary>When to look for tensors that nobody refers to any more, before more memory is taken from a device or the system.</summary>
/// <remarks>
/// The collector does not see tensors' memory, so dropped tensors alone never make it run. The limit follows what is really
/// in use; and as what is cached for one size serves no other, and never goes back, it is always a step above what is taken:
/// past it by a little, every new size would else be a collection.
/// </remarks>
internal sealed class SoftLimit
{
    private const long First = 512 << 20, Step = First / 8;

    private long _bytes = First;
    private long _collections;

    /// <summary>How often this limit was the reason to collect.</summary>
    public long Collections => Volatile.Read(ref _collections);

    /// <summary>Whether so many bytes are past it.</summary>
    public bool IsPast(long bytes) => bytes > Volatile.Read(ref _bytes);

    /// <summary>Has the finalizers give back what nobody refers to; to be called without a lock that they need.</summary>
    public void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Interlocked.Increment(ref _collections);
    }

    /// <summary>After a collection: twice what is in use, a step above what is taken, and no less than before.</summary>
    public void Follow(long inUse, long taken) =>
        Volatile.Write(ref _bytes, Math.Max(Volatile.Read(ref _bytes), Math.Max(2 * inUse, taken + Step)));
}
