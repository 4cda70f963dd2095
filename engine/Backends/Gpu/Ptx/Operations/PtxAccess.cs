namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A state space: finds the host address of an access, or reports what is wrong with it.</summary>
internal unsafe interface IPtxSpace
{
    static abstract byte* Resolve(PtxWarp warp, PtxOperation operation, ulong address, int size, int lane, PtxUse use);
}

/// <summary>Mapped buffers and the module's own data.</summary>
internal readonly unsafe struct PtxGlobalSpace : IPtxSpace
{
    public static byte* Resolve(PtxWarp warp, PtxOperation operation, ulong address, int size, int lane, PtxUse use)
    {
        var window = address >> PtxMemory.WindowBits;
        var offset = (long)(address & ((1ul << PtxMemory.WindowBits) - 1));
        var regions = warp.Regions;
        if (window >= (ulong)regions.Length || offset + size > regions[window].Bytes)
            throw PtxReports.Bounds(warp, operation, PtxSpace.Global, address, size, lane, use);
        if ((offset & (size - 1)) != 0)
            throw PtxReports.Alignment(warp, operation, PtxSpace.Global, address, size, lane, use);
        return (byte*)regions[window].Pointer + offset;
    }
}

/// <summary>The block's shared memory.</summary>
internal readonly unsafe struct PtxSharedSpace : IPtxSpace
{
    public static byte* Resolve(PtxWarp warp, PtxOperation operation, ulong address, int size, int lane, PtxUse use) =>
        warp.Block.Shared.Resolve(warp, operation, address, size, lane, use);
}

/// <summary>The thread's local memory.</summary>
internal readonly unsafe struct PtxLocalSpace : IPtxSpace
{
    public static byte* Resolve(PtxWarp warp, PtxOperation operation, ulong address, int size, int lane, PtxUse use)
    {
        var bytes = warp.Block.Kernel.FrameBytes;
        if (address + (ulong)size > (ulong)bytes || address > (ulong)bytes)
            throw PtxReports.Bounds(warp, operation, PtxSpace.Local, address, size, lane, use);
        if ((address & (ulong)(size - 1)) != 0)
            throw PtxReports.Alignment(warp, operation, PtxSpace.Local, address, size, lane, use);
        return warp.Frame + (long)lane * bytes + (long)address;
    }
}

/// <summary>An address whose window says which space it belongs to.</summary>
internal readonly unsafe struct PtxGenericSpace : IPtxSpace
{
    public static byte* Resolve(PtxWarp warp, PtxOperation operation, ulong address, int size, int lane, PtxUse use)
    {
        var offset = address & ((1ul << PtxMemory.WindowBits) - 1);
        return (address >> PtxMemory.WindowBits) switch
        {
            PtxMemory.SharedWindow => PtxSharedSpace.Resolve(warp, operation, offset, size, lane, use),
            PtxMemory.LocalWindow => PtxLocalSpace.Resolve(warp, operation, offset, size, lane, use),
            _ => PtxGlobalSpace.Resolve(warp, operation, address, size, lane, use),
        };
    }
}

/// <summary>The address of an access: a slot and an offset.</summary>
internal readonly unsafe record struct PtxAddress(PtxSlot Slot, long Offset)
{
    /// <summary>The address in one lane.</summary>
    public ulong Of(PtxWarp warp, int lane) => Slot.Read(warp, lane) + (ulong)Offset;
}
