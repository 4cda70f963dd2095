namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A decoded instruction: its operands are slots, so that running it is a loop over lanes.</summary>
internal abstract class PtxOperation
{
    /// <summary>The line in the PTX text.</summary>
    public int Line { get; set; }

    /// <summary>Its place in the kernel.</summary>
    public int Index { get; set; }

    /// <summary>The predicate that guards it, or −1.</summary>
    public int Guard { get; set; } = -1;

    /// <summary>Whether it runs where the guard is false.</summary>
    public bool GuardNegated { get; set; }

    /// <summary>Does it for these lanes, of which there is at least one.</summary>
    public abstract void Execute(PtxWarp warp, uint lanes);
}

/// <summary>An operation at which all threads of the block meet.</summary>
internal abstract class PtxBarrier : PtxOperation
{
    /// <summary>All have arrived: does what the barrier does besides waiting.</summary>
    public virtual void Release(PtxBlock block) { }
}
