namespace NeuralCore.Backends.Gpu;

/// <summary>The storages whose elements a thread looked up last: they stay alive until their kernel is queued.</summary>
/// <remarks>
/// A kernel's views hold the device's memory, not the storage. A tensor whose last use is the lookup could be finalized, and
/// its memory handed to another thread, before the kernel is queued. The dispatcher keeps operands alive; who launches own
/// kernels, or calls a backend directly, need not think of it either.
/// </remarks>
internal static class RecentStorages
{
    // More than one primitive looks up.
    private const int Count = 16;

    [ThreadStatic] private static GpuStorage[]? _storages;
    [ThreadStatic] private static int _next;

    /// <summary>Keeps a storage alive for the next so many lookups of this thread.</summary>
    public static void Keep(GpuStorage storage)
    {
        var storages = _storages ??= new GpuStorage[Count];
        storages[_next] = storage;
        _next = (_next + 1) % Count;
    }
}
