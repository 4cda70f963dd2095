namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>What a kernel did wrong while it ran.</summary>
internal enum PtxFaultKind
{
    /// <summary>An access outside every buffer, or across the end of one.</summary>
    OutOfBounds,

    /// <summary>An address that is not a multiple of the access's size.</summary>
    Misaligned,

    /// <summary>Shared memory read before anything was written there.</summary>
    Uninitialised,

    /// <summary>A barrier that some threads of the block do not reach.</summary>
    DivergentBarrier,

    /// <summary>A warp-wide instruction that some of its lanes do not reach.</summary>
    DivergentWarp,

    /// <summary>Two threads touch the same shared bytes, one of them writing, without a barrier between.</summary>
    DataRace,

    /// <summary>A jump through a table beyond its end, or a trap instruction.</summary>
    Trap,

    /// <summary>More instructions than the launch allows.</summary>
    Runaway,
}

/// <summary>Three numbers for x, y and z: a thread in its block, a block in its grid, or the size of either.</summary>
internal readonly record struct PtxIndex(int X, int Y = 1, int Z = 1)
{
    /// <summary>x · y · z.</summary>
    public long Volume => (long)X * Y * Z;

    /// <summary>The index that has this number when x runs fastest, in a range of this size.</summary>
    public PtxIndex At(long number) => new((int)(number % X), (int)(number / X % Y), (int)(number / X / Y));

    /// <inheritdoc/>
    public override string ToString() => $"({X}, {Y}, {Z})";
}

/// <summary>A report of what went wrong, where, and in which thread.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Line">The line in the PTX text, counted from one.</param>
/// <param name="Text">That line.</param>
/// <param name="Block">The block.</param>
/// <param name="Thread">The thread in its block.</param>
/// <param name="Message">What was found, in words.</param>
internal sealed record PtxFault(
    PtxFaultKind Kind, string Kernel, int Line, string Text, PtxIndex Block, PtxIndex Thread, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"kernel {Kernel}, PTX line {Line} '{Text}', block {Block}, thread {Thread}: {Message}";
}

/// <summary>Carries a <see cref="PtxFault"/> out of the running kernel; the launch turns it into a <see cref="DeviceException"/>.</summary>
internal sealed class PtxFaultException(PtxFault fault) : Exception(fault.ToString())
{
    /// <summary>The report.</summary>
    public PtxFault Fault { get; } = fault;
}
