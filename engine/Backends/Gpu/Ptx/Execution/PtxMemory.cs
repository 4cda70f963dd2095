namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Host memory that kernels may touch: where it is, how long, and its name in reports.</summary>
internal readonly record struct PtxRegion(nint Pointer, long Bytes, string Name);

/// <summary>
/// The device's memory: each mapped buffer gets a window of 2⁴⁰ addresses of its own, so an address tells its buffer by its
/// upper bits and a step beyond a buffer's end can never land in another.
/// </summary>
internal sealed class PtxMemory
{
    /// <summary>The number of address bits within a window.</summary>
    public const int WindowBits = 40;

    /// <summary>The window of a block's shared memory, for generic addresses.</summary>
    public const int SharedWindow = 1;

    /// <summary>The window of a thread's local memory, for generic addresses.</summary>
    public const int LocalWindow = 2;

    /// <summary>The window of a module's own constants and globals.</summary>
    public const int ModuleWindow = 3;

    // Windows of unmapped buffers rest this long before they are used again, so that a stale address is found out.
    private const int Quarantine = 4096;

    // A gap before the first, so that a little before a buffer is never one of the three.
    private const int FirstWindow = 16;

    private readonly Queue<int> _free = [];
    private int _windows = FirstWindow;

    /// <summary>The windows as they are: for one launch at a time, during which nothing is mapped or unmapped.</summary>
    public PtxRegion[] Regions { get; private set; } = new PtxRegion[2 * FirstWindow];

    /// <summary>Makes host memory known under a name and returns the device address of its first byte.</summary>
    public ulong Map(string name, nint pointer, long bytes)
    {
        if (bytes < 0 || bytes >= 1L << WindowBits)
            throw new DeviceException(
                $"PTX buffer '{name}' of {bytes} bytes cannot be mapped; a buffer has 0 to 2^{WindowBits} − 1 bytes");
        int window;
        if (_free.Count > Quarantine) window = _free.Dequeue();
        else
        {
            window = _windows++;
            if (window == Regions.Length) Regions = [.. Regions, .. new PtxRegion[window]];
        }
        Regions[window] = new(pointer, bytes, name);
        return (ulong)window << WindowBits;
    }

    /// <summary>Forgets the buffer at that device address; a kernel that still uses it is reported.</summary>
    public void Unmap(ulong address)
    {
        var window = (int)(address >> WindowBits);
        if (window <= ModuleWindow || window >= _windows || Regions[window].Name is null)
            throw new DeviceException($"PTX address 0x{address:x} is not that of a mapped buffer");
        Regions[window] = new(0, 0, Regions[window].Name + " (unmapped)");
        _free.Enqueue(window);
    }
}
