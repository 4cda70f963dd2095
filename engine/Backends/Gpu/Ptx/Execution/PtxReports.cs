namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>How memory is touched.</summary>
internal enum PtxUse
{
    Read,
    Write,
    Atomic,
}

/// <summary>Puts faults of memory accesses into words.</summary>
internal static class PtxReports
{
    /// <summary>An access outside its buffer.</summary>
    public static PtxFaultException Bounds(
        PtxWarp warp, PtxOperation operation, PtxSpace space, ulong address, int size, int lane, PtxUse use) =>
        warp.Fault(PtxFaultKind.OutOfBounds, operation, lane, $"{Access(space, size, use)} {Place(warp, space, address)} is out of bounds");

    /// <summary>An access at an address that its size does not divide.</summary>
    public static PtxFaultException Alignment(
        PtxWarp warp, PtxOperation operation, PtxSpace space, ulong address, int size, int lane, PtxUse use) =>
        warp.Fault(PtxFaultKind.Misaligned, operation, lane,
            $"{Access(space, size, use)} {Place(warp, space, address)} is misaligned; the offset must be a multiple of {size}");

    /// <summary>A read of shared memory that nobody wrote.</summary>
    public static PtxFaultException Uninitialised(PtxWarp warp, PtxOperation operation, ulong offset, int size, int lane) =>
        warp.Fault(PtxFaultKind.Uninitialised, operation, lane,
            $"{Access(PtxSpace.Shared, size, PtxUse.Read)} {Place(warp, PtxSpace.Shared, offset)} comes before any write there");

    /// <summary>A data race in shared memory.</summary>
    public static PtxFaultException Race(PtxWarp warp, PtxOperation operation, ulong offset, int size, int lane, PtxUse use, int other) =>
        warp.Fault(PtxFaultKind.DataRace, operation, lane,
            $"{Access(PtxSpace.Shared, size, use)} {Place(warp, PtxSpace.Shared, offset)} races with "
            + (other < 0 ? "several threads" : $"thread {warp.Block.Launch.BlockSize.At(other)}") + "; no barrier stands between them");

    private static string Access(PtxSpace space, int size, PtxUse use)
    {
        var what = use switch { PtxUse.Read => "read", PtxUse.Write => "write", _ => "atomic" };
        return $"{space.ToString().ToLowerInvariant()} {what} of {size} bytes";
    }

    private static string Place(PtxWarp warp, PtxSpace space, ulong address)
    {
        var window = address >> PtxMemory.WindowBits;
        var offset = (long)(address & ((1ul << PtxMemory.WindowBits) - 1));
        if (space is PtxSpace.Shared or PtxSpace.Local) return InVariables(warp.Block.Kernel, space, (long)address);
        if (window == PtxMemory.ModuleWindow) return InVariables(warp.Block.Kernel, PtxSpace.Global, offset);
        // A little before the beginning of a buffer is far beyond the end of the window before it.
        if (offset >= 1L << (PtxMemory.WindowBits - 1)) (window, offset) = (window + 1, offset - (1L << PtxMemory.WindowBits));
        var regions = warp.Block.Launch.Regions;
        if (window == 0) return $"at address {(long)address}, near null,";
        return window < (ulong)regions.Length && regions[window].Name is { } name
            ? $"at offset {offset} of buffer '{name}' ({regions[window].Bytes} bytes)"
            : $"at address 0x{address:x}, which belongs to no buffer,";
    }

    private static string InVariables(PtxKernel kernel, PtxSpace space, long offset)
    {
        var nearest = kernel.Variables.Where(v => v.Space == space && v.Offset <= offset).MaxBy(v => v.Offset)
            ?? kernel.Variables.FirstOrDefault(v => v.Space == space);
        return nearest is null
            ? $"at offset {offset}, where the kernel has no such memory,"
            : $"at offset {offset - nearest.Offset} of '{nearest.Name}' ({(nearest.IsDynamic ? "of dynamic size" : $"{nearest.Bytes} bytes")})";
    }
}
