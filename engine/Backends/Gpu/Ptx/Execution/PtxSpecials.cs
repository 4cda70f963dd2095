namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>The special registers (%tid.x and the like) and the constants, which lie in the register file as any other value.</summary>
internal static unsafe class PtxSpecials
{
    /// <summary>Whether a special register of that name is known here.</summary>
    public static bool IsKnown(string name) => name is
        "%tid.x" or "%tid.y" or "%tid.z" or "%ntid.x" or "%ntid.y" or "%ntid.z"
        or "%ctaid.x" or "%ctaid.y" or "%ctaid.z" or "%nctaid.x" or "%nctaid.y" or "%nctaid.z"
        or "%laneid" or "%warpid" or "%nwarpid" or "%dynamic_smem_size" or "%total_smem_size"
        or "%lanemask_eq" or "%lanemask_le" or "%lanemask_lt" or "%lanemask_ge" or "%lanemask_gt";

    /// <summary>Writes what stays the same for the whole launch.</summary>
    public static void FillConstants(PtxWarp warp)
    {
        foreach (var (slot, value) in warp.Block.Kernel.Constants)
            for (var lane = 0; lane < PtxWarp.Size; lane++) slot.Write(warp, lane, value);
        foreach (var (slot, name) in warp.Block.Kernel.Specials) Fill(warp, slot, name);
    }

    /// <summary>Writes what changes with the block.</summary>
    public static void FillBlock(PtxWarp warp)
    {
        foreach (var (slot, name) in warp.Block.Kernel.Specials)
            if (name.StartsWith("%ctaid", StringComparison.Ordinal)) Fill(warp, slot, name);
    }

    private static void Fill(PtxWarp warp, PtxSlot slot, string name)
    {
        for (var lane = 0; lane < PtxWarp.Size; lane++) slot.Write(warp, lane, Value(warp, lane, name));
    }

    private static uint Value(PtxWarp warp, int lane, string name)
    {
        var launch = warp.Block.Launch;
        var thread = launch.BlockSize.At(warp.Number * PtxWarp.Size + lane);
        var bit = 1u << lane;
        return name switch
        {
            "%tid.x" => (uint)thread.X,
            "%tid.y" => (uint)thread.Y,
            "%tid.z" => (uint)thread.Z,
            "%ntid.x" => (uint)launch.BlockSize.X,
            "%ntid.y" => (uint)launch.BlockSize.Y,
            "%ntid.z" => (uint)launch.BlockSize.Z,
            "%ctaid.x" => (uint)warp.Block.Index.X,
            "%ctaid.y" => (uint)warp.Block.Index.Y,
            "%ctaid.z" => (uint)warp.Block.Index.Z,
            "%nctaid.x" => (uint)launch.GridSize.X,
            "%nctaid.y" => (uint)launch.GridSize.Y,
            "%nctaid.z" => (uint)launch.GridSize.Z,
            "%laneid" => (uint)lane,
            "%warpid" => (uint)warp.Number,
            "%nwarpid" => (uint)((launch.BlockSize.Volume + PtxWarp.Size - 1) / PtxWarp.Size),
            "%dynamic_smem_size" => (uint)launch.DynamicSharedBytes,
            "%total_smem_size" => (uint)(launch.Kernel.SharedBytes + launch.DynamicSharedBytes),
            "%lanemask_eq" => bit,
            "%lanemask_lt" => bit - 1,
            "%lanemask_le" => bit | bit - 1,
            "%lanemask_gt" => ~(bit | bit - 1),
            _ => ~(bit - 1),
        };
    }
}
