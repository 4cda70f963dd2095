namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Barriers, fences, shuffles and votes.</summary>
internal static class PtxSynchronization
{
    /// <summary>bar.sync, bar.red over the whole block, bar.warp.sync.</summary>
    public static PtxOperation Barrier(PtxDecoder x)
    {
        var word = new PtxType(PtxKind.Bits, 4);
        x.Take("cta");
        if (x.Take("warp"))
        {
            if (!x.Take("sync")) throw x.Error("'.sync' is missing");
            x.Operands(1);
            return new PtxWarpBarrier(x.Source(0, word));
        }
        var kind = x.TakeAny("sync", "red") ?? throw x.Error("'.sync' or '.red' is missing; others are not known here");
        x.Take("aligned");
        if (kind == "sync")
        {
            x.Operands(1);
            RequireNumber(x, 0);
            return new PtxBlockBarrier();
        }
        var reduction = x.TakeAny("popc", "and", "or") ?? throw x.Error("'.popc', '.and' or '.or' is missing");
        x.Take("aligned");
        var type = x.Type();
        x.Operands(3);
        RequireNumber(x, 1);
        var source = x.PredicateSource(2);
        return reduction == "popc"
            ? new PtxReducingBarrier(source, x.Destination(0, type), null, reduction)
            : new PtxReducingBarrier(source, null, x.PredicateDestination(x.Operand(0)), reduction);
    }

    /// <summary>membar and fence: every access here is seen at once, so nothing is left to do.</summary>
    public static PtxOperation Fence(PtxDecoder x)
    {
        x.TakeAny("sc", "acq_rel");
        if (x.TakeAny("cta", "gl", "sys", "gpu") is null) throw x.Error("the scope is missing or not known");
        x.Operands(0);
        return new PtxNothing();
    }

    /// <summary>shfl.sync.up/down/bfly/idx.b32 d{|p}, a, b, c, mask</summary>
    public static PtxOperation Shuffle(PtxDecoder x)
    {
        if (!x.Take("sync")) throw x.Error("only shfl.sync is known; the form without a mask is gone from PTX 6.4 on");
        var mode = x.TakeAny("up", "down", "bfly", "idx")
            ?? throw x.Error("'.up', '.down', '.bfly' or '.idx' is missing");
        var type = x.Type();
        if (type is not { Kind: PtxKind.Bits, Bytes: 4 }) throw x.Error("a shuffle has type .b32");
        x.Operands(5);
        var target = x.Operand(0);
        var (d, p) = target.Kind == PtxOperandKind.Group && target.Items is [var value, var inRange]
            ? (x.Destination(value, type), x.PredicateDestination(inRange))
            : (x.Destination(0, type), (int?)null);
        // ILGPU shuffles floats with .b32 numbers and registers of .f32.
        return new PtxShuffle(mode, d, p, x.Source(1, type), x.Source(2, type), x.Source(3, type), x.Source(4, type));
    }

    /// <summary>vote.sync.all/any/uni/ballot</summary>
    public static PtxOperation Vote(PtxDecoder x)
    {
        if (!x.Take("sync")) throw x.Error("only vote.sync is known");
        var mode = x.TakeAny("all", "any", "uni", "ballot")
            ?? throw x.Error("'.all', '.any', '.uni' or '.ballot' is missing");
        var type = x.Type();
        x.Operands(3);
        var (source, mask) = (x.PredicateSource(1), x.Source(2, new(PtxKind.Bits, 4)));
        return mode == "ballot"
            ? new PtxVote(mode, source, mask, x.Destination(0, type), null)
            : new PtxVote(mode, source, mask, null, x.PredicateDestination(x.Operand(0)));
    }

    /// <summary>activemask: the lanes that run just now.</summary>
    public static PtxOperation ActiveMask(PtxDecoder x)
    {
        var type = x.Type();
        x.Operands(1);
        return new PtxActiveMask(x.Destination(0, type));
    }

    private static void RequireNumber(PtxDecoder x, int operand)
    {
        if (x.Operand(operand) is not { Kind: PtxOperandKind.Immediate, Value: >= 0 and < 16 })
            throw x.Error("a barrier is named by a number from 0 to 15 and waits for the whole block");
    }
}
