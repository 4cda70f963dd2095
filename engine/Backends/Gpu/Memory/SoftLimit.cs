namespace NeuralCore.Backends.Gpu;

/// <summary>When to look for tensors that nobody refers to any more, before a device is asked for memory.</summary>
/// <remarks>The collector does not see device memory, so dropped tensors alone never make it run. The limit follows what is really in use.</remarks>
internal sealed class SoftLimit(long first)
{
    private long _bytes = first;

    /// <summary>Whether so many bytes are past it.</summary>
    public bool IsPast(long bytes) => bytes > Volatile.Read(ref _bytes);

    /// <summary>Twice what is in use, if that is more than before.</summary>
    public void Follow(long inUse) => Volatile.Write(ref _bytes, Math.Max(Volatile.Read(ref _bytes), 2 * inUse));

    /// <summary>Has the finalizers give back what nobody refers to; to be called without a lock that they need.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
