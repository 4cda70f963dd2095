using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>Errors in data that only a kernel sees (an index out of range): kept in a cell on the device until the host next waits for it.</summary>
/// <remarks>
/// Launching a kernel does not wait for it, so its error is thrown where results come back: by the download or
/// synchronization that follows, on any thread. As long as no kernel that can fault was launched this costs nothing.
/// </remarks>
internal sealed class GpuFaults(GpuRuntime runtime)
{
    private readonly Lazy<GpuMemory> _memory = new(() => Empty(runtime));
    private int _armed;

    /// <summary>The cell, for a kernel that is launched next.</summary>
    public FaultCell Arm()
    {
        Volatile.Write(ref _armed, 1);
        return new(_memory.Value.Bytes.SubView(0, FaultCell.Words * sizeof(long)).Cast<long>());
    }

    /// <summary>Throws what a kernel found wrong since the last call, and forgets it.</summary>
    /// <exception cref="UsageException">An index was out of range.</exception>
    public void Check()
    {
        if (Interlocked.Exchange(ref _armed, 0) == 0) return;
        Span<long> words = stackalloc long[FaultCell.Words];
        var bytes = MemoryMarshal.AsBytes(words);
        runtime.Download(_memory.Value.Bytes.SubView(0, bytes.Length), bytes);
        var (kind, value) = (words[0], words[1]);
        if (kind == 0) return;
        words.Clear();
        runtime.Upload(bytes, _memory.Value.Bytes.SubView(0, bytes.Length));
        throw new UsageException(kind == FaultCell.OutsideWindow
            ? $"position {value} is not in the window that it should come from; expected the indices that this pooling gave"
            : $"index {value} is out of range: the dimension has {kind - 1} positions, so 0 to {kind - 2} were expected");
    }

    private static GpuMemory Empty(GpuRuntime runtime)
    {
        var memory = runtime.Take(FaultCell.Words * sizeof(long));
        runtime.Upload(new byte[FaultCell.Words * sizeof(long)], memory.Bytes.SubView(0, FaultCell.Words * sizeof(long)));
        return memory;
    }
}
