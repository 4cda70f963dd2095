using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>bar.sync: all threads of the block meet here.</summary>
internal sealed class PtxBlockBarrier : PtxBarrier
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) => warp.Arrive(this, lanes);
}

/// <summary>bar.red: all threads meet, and each gets the count of true predicates, or whether all or any are.</summary>
internal sealed unsafe class PtxReducingBarrier(int source, PtxSlot? count, int? result, string reduction) : PtxBarrier
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) => warp.Arrive(this, lanes);

    /// <inheritdoc/>
    public override void Release(PtxBlock block)
    {
        var (holds, threads) = (0, 0);
        foreach (var warp in block.Warps)
        {
            holds += BitOperations.PopCount(warp.Predicates[source] & warp.Waiting);
            threads += BitOperations.PopCount(warp.Waiting);
        }
        var truth = reduction == "and" ? holds == threads : holds > 0;
        foreach (var warp in block.Warps)
        {
            if (result is { } predicate)
                warp.Predicates[predicate] = warp.Predicates[predicate] & ~warp.Waiting | (truth ? warp.Waiting : 0);
            for (var left = warp.Waiting; left != 0; left &= left - 1)
                count?.Write(warp, BitOperations.TrailingZeroCount(left), (ulong)holds);
        }
    }
}

/// <summary>bar.warp.sync: the lanes of a mask meet.</summary>
internal sealed class PtxWarpBarrier(PtxSlot mask) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        if (warp.Gather(this, ref lanes, (uint)mask.Read(warp, PtxWarp.First(lanes)))) warp.SyncStamp++;
    }
}

/// <summary>Does nothing.</summary>
internal sealed class PtxNothing : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) { }
}
