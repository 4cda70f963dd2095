using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralCore.Memory;

/// <summary>Native memory for tensors, kept between uses: a page fault costs more than the work on a small page.</summary>
/// <remarks>
/// Blocks come in size classes, eight to an octave; a block that is given back waits in its class for the next taker.
/// Blocks of 2 MiB and more are aligned to 2 MiB and ask for huge pages where the system has them. Smaller ones are
/// carved from such blocks. Before the arena takes memory from the system above a soft limit, it collects garbage and
/// lets the finalizers give back what nobody refers to any more; the limit then follows what is really in use.
/// </remarks>
public sealed unsafe partial class Arena
{
    private const int Alignment = 64;
    private const long HugePage = 2 << 20;

    // Kernels load whole lanes and ignore what lies past the end: that much of it can be read behind every block.
    private const int ReadableTail = 1024;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private readonly SoftLimit _limit = new();
    private byte* _slab;
    private long _slabLeft;

    /// <summary>The arena that all host tensors of the process share.</summary>
    public static Arena Host { get; } = new();

    /// <summary>Bytes that live storages use now.</summary>
    public long BytesInUse { get; private set; }

    /// <summary>The most bytes that were in use at one time since <see cref="ResetPeak"/>.</summary>
    public long PeakBytesInUse { get; private set; }

    /// <summary>Bytes taken from the system so far; the arena never gives them back before the process ends.</summary>
    public long BytesReserved { get; private set; }

    /// <summary>How often garbage was collected before more was taken from the system.</summary>
    internal long Collections => _limit.Collections;

    /// <summary>Starts a new measurement of the peak.</summary>
    public void ResetPeak()
    {
        lock (_lock) PeakBytesInUse = BytesInUse;
    }

    /// <summary>Takes a block of at least so many bytes, aligned to 64, its content undefined.</summary>
    /// <exception cref="DeviceException">The system has no more memory.</exception>
    internal byte* Take(long bytes)
    {
        if (bytes == 0) return null;
        var size = SizeClass(bytes);
        lock (_lock)
            if (TryReuse(size, out var block)) return block;

        if (_limit.IsPast(BytesReserved + size))
        {
            _limit.Collect();
            lock (_lock)
            {
                _limit.Follow(BytesInUse + size, BytesReserved + size);
                if (TryReuse(size, out var block)) return block;
            }
        }
        lock (_lock)
        {
            var block = size < HugePage ? Carve(size) : Reserve(size);
            Count(size);
            return block;
        }
    }

    /// <summary>Gives back a block of so many bytes.</summary>
    internal void Give(byte* block, long bytes)
    {
        var size = SizeClass(bytes);
        lock (_lock)
        {
            if (!_free.TryGetValue(size, out var blocks)) _free[size] = blocks = [];
            blocks.Push((nint)block);
            BytesInUse -= size;
        }
    }

    /// <summary>The block size that serves a request: the next of eight steps between two powers of two.</summary>
    internal static long SizeClass(long bytes)
    {
        if (bytes <= 8 * Alignment) return (bytes + Alignment - 1) / Alignment * Alignment;
        var step = 1L << (BitOperations.Log2((ulong)(bytes - 1)) - 3);
        return (bytes + step - 1) / step * step;
    }

    private bool TryReuse(long size, out byte* block)
    {
        block = null;
        if (!_free.TryGetValue(size, out var blocks) || !blocks.TryPop(out var address)) return false;
        block = (byte*)address;
        Count(size);
        return true;
    }

    private void Count(long size)
    {
        BytesInUse += size;
        PeakBytesInUse = Math.Max(PeakBytesInUse, BytesInUse);
    }

    private byte* Carve(long size)
    {
        if (_slabLeft < size)
        {
            _slab = Reserve(HugePage);
            _slabLeft = HugePage;
        }
        var block = _slab;
        _slab += size;
        _slabLeft -= size;
        return block;
    }

    private byte* Reserve(long size)
    {
        var rounded = (size + HugePage - 1) / HugePage * HugePage;
        byte* block;
        try
        {
            block = (byte*)NativeMemory.AlignedAlloc((nuint)(rounded + ReadableTail), (nuint)HugePage);
        }
        catch (OutOfMemoryException error)
        {
            throw new DeviceException($"the system refused {rounded >> 20} MiB more for tensors; {BytesReserved >> 20} MiB are reserved, {BytesInUse >> 20} MiB in use; use a smaller batch, or end scopes earlier", error);
        }
        BytesReserved += rounded;
        AskForHugePages(block, rounded);
        return block;
    }

    private static void AskForHugePages(byte* block, long bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        const int MadvHugePage = 14;
        _ = MAdvise(block, (nuint)bytes, MadvHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(byte* address, nuint length, int advice);
}
