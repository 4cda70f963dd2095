namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Where a register or constant lies in a warp's register file, and whether its lanes have 8 bytes or 4.</summary>
/// <remarks>Registers of 8 and 16 bits take 4-byte lanes; the bits above theirs have no meaning, so who reads cuts them off.</remarks>
internal readonly unsafe record struct PtxSlot(int Offset, bool IsWide)
{
    /// <summary>The size of a slot in bytes.</summary>
    public int Bytes => PtxWarp.Size * (IsWide ? 8 : 4);

    /// <summary>The bits of one lane, with zeros above them.</summary>
    public ulong Read(PtxWarp warp, int lane) =>
        IsWide ? ((ulong*)(warp.Registers + Offset))[lane] : ((uint*)(warp.Registers + Offset))[lane];

    /// <summary>Sets one lane.</summary>
    public void Write(PtxWarp warp, int lane, ulong bits)
    {
        if (IsWide) ((ulong*)(warp.Registers + Offset))[lane] = bits;
        else ((uint*)(warp.Registers + Offset))[lane] = (uint)bits;
    }
}
