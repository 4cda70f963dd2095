using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Jumps and ends. ILGPU writes .uni on branches that do diverge, so it is taken as no promise.</summary>
internal static class PtxControl
{
    /// <summary>bra{.uni}</summary>
    public static PtxOperation Branch(PtxDecoder x)
    {
        x.Take("uni");
        x.Operands(1);
        var jump = new PtxJump();
        x.Target(x.Operand(0), target => jump.Target = target);
        return jump;
    }

    /// <summary>brx.idx{.uni}</summary>
    public static PtxOperation IndexedBranch(PtxDecoder x)
    {
        if (!x.Take("idx")) throw x.Error("'.idx' is missing");
        x.Take("uni");
        x.Operands(2);
        if (!x.Frame.Function.BranchTables.TryGetValue(x.Operand(1).Name, out var labels))
            throw x.Error($"'{x.Operand(1).Name}' is not a table of labels");
        var jump = new PtxTableJump(x.Source(0, new(PtxKind.Unsigned, 4)), new int[labels.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var entry = i;
            x.Target(new(PtxOperandKind.Symbol, labels[i]), target => jump.Targets[entry] = target);
        }
        return jump;
    }

    /// <summary>ret{.uni}: ends the thread in the entry, goes behind the call in an inlined function.</summary>
    public static PtxOperation Return(PtxDecoder x)
    {
        x.Take("uni");
        x.Operands(0);
        if (x.Frame.IsEntry) return new PtxExit();
        var (jump, frame) = (new PtxJump(), x.Frame);
        x.Assembler.Later(() => jump.Target = frame.Starts[^1]);
        return jump;
    }

    /// <summary>exit</summary>
    public static PtxOperation Exit(PtxDecoder x)
    {
        x.Operands(0);
        return new PtxExit();
    }

    /// <summary>trap</summary>
    public static PtxOperation Trap(PtxDecoder x)
    {
        x.Operands(0);
        return new PtxTrap();
    }
}

/// <summary>Goes elsewhere.</summary>
internal sealed class PtxJump : PtxOperation
{
    /// <summary>The operation to go to.</summary>
    public int Target { get; set; }

    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) => warp.Jump(this, lanes, Target);
}

/// <summary>Goes to a place of a table, by number.</summary>
internal sealed class PtxTableJump(PtxSlot index, int[] targets) : PtxOperation
{
    /// <summary>The places.</summary>
    public int[] Targets => targets;

    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var next = new uint[targets.Length];
        for (var left = lanes; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            var choice = index.Read(warp, lane);
            if (choice >= (ulong)targets.Length)
                throw warp.Fault(PtxFaultKind.Trap, this, lane, $"the index {choice} is beyond the table of {targets.Length} labels");
            next[choice] |= 1u << lane;
        }
        for (var i = 0; i < next.Length; i++)
            if (next[i] != 0) warp.Jump(this, next[i], targets[i]);
    }
}

/// <summary>The thread ends.</summary>
internal sealed class PtxExit : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) => warp.Leave(lanes);
}

/// <summary>The kernel gives up.</summary>
internal sealed class PtxTrap : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes) =>
        throw warp.Fault(PtxFaultKind.Trap, this, PtxWarp.First(lanes), "the kernel traps");
}
