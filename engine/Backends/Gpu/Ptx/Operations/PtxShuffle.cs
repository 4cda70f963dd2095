using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>shfl.sync: each lane reads a register of another. From a lane that does not take part comes 0xFFFFFFFF, which PTX leaves open.</summary>
internal sealed unsafe class PtxShuffle(
    string mode, PtxSlot d, int? inRange, PtxSlot a, PtxSlot b, PtxSlot c, PtxSlot members) : PtxOperation
{
    private const ulong Open = 0xFFFFFFFF;

    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        if (!warp.Gather(this, ref lanes, (uint)members.Read(warp, PtxWarp.First(lanes)))) return;
        Span<ulong> values = stackalloc ulong[PtxWarp.Size];
        for (var lane = 0; lane < PtxWarp.Size; lane++)
            values[lane] = (lanes >> lane & 1) != 0 ? a.Read(warp, lane) : Open;
        var valid = 0u;
        for (var left = lanes; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var (source, isInRange) = Source(lane, (int)b.Read(warp, lane) & 31, (uint)c.Read(warp, lane));
            if (isInRange) valid |= 1u << lane;
            d.Write(warp, lane, values[source]);
        }
        if (inRange is { } p) warp.Predicates[p] = warp.Predicates[p] & ~lanes | valid & lanes;
    }

    // PTX ISA, shfl.sync: c holds the clamp in bits 0–4 and, from bit 8 on, the mask that cuts the warp into segments.
    private (int Lane, bool InRange) Source(int lane, int amount, uint control)
    {
        var clamp = (int)(control & 31);
        var segment = (int)(control >> 8 & 31);
        var most = (lane & segment) | (clamp & ~segment);
        var least = lane & segment;
        var (source, inRange) = mode switch
        {
            "up" => (lane - amount, lane - amount >= most),
            "down" => (lane + amount, lane + amount <= most),
            "bfly" => (lane ^ amount, (lane ^ amount) <= most),
            _ => (least | (amount & ~segment), (least | (amount & ~segment)) <= most),
        };
        return inRange ? (source, true) : (lane, false);
    }
}

/// <summary>vote.sync: whether all or any predicates of the lanes hold, are the same, or which.</summary>
internal sealed unsafe class PtxVote(string mode, int source, PtxSlot members, PtxSlot? ballot, int? result) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        if (!warp.Gather(this, ref lanes, (uint)members.Read(warp, PtxWarp.First(lanes)))) return;
        var holds = warp.Predicates[source] & lanes;
        var truth = mode switch { "all" => holds == lanes, "any" => holds != 0, _ => holds == lanes || holds == 0 };
        if (result is { } p) warp.Predicates[p] = warp.Predicates[p] & ~lanes | (truth ? lanes : 0);
        for (var left = lanes; left != 0; left &= left - 1)
            ballot?.Write(warp, BitOperations.TrailingZeroCount(left), holds);
    }
}

/// <summary>The lanes that run.</summary>
internal sealed class PtxActiveMask(PtxSlot d) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        for (var left = lanes; left != 0; left &= left - 1) d.Write(warp, BitOperations.TrailingZeroCount(left), lanes);
    }
}
