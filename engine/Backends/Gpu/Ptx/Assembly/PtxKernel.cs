namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A variable's place in the memory of its space.</summary>
internal sealed record PtxPlacement(PtxSpace Space, string Name, int Offset, int Bytes, bool IsDynamic = false);

/// <summary>A kernel ready to run: its instructions decoded, its registers, constants and variables in their places.</summary>
internal sealed class PtxKernel
{
    /// <summary>The predicate that is always false.</summary>
    public const int FalsePredicate = 0;

    /// <summary>The predicate that is always true.</summary>
    public const int TruePredicate = 1;

    /// <summary>The kernel's name.</summary>
    public required string Name { get; init; }

    /// <summary>The text it comes from.</summary>
    public required PtxModule Module { get; init; }

    /// <summary>What it does, calls inlined.</summary>
    public required PtxOperation[] Operations { get; init; }

    /// <summary>The size of a warp's registers in bytes.</summary>
    public required int RegisterBytes { get; init; }

    /// <summary>The size of a warp's constants and special registers, which lie before the registers.</summary>
    public required int ConstantBytes { get; init; }

    /// <summary>The number of predicates, the two constant ones included.</summary>
    public required int PredicateCount { get; init; }

    /// <summary>The constants' slots and bits.</summary>
    public required IReadOnlyList<(PtxSlot Slot, ulong Bits)> Constants { get; init; }

    /// <summary>The special registers that are used.</summary>
    public required IReadOnlyList<(PtxSlot Slot, string Name)> Specials { get; init; }

    /// <summary>The size of the parameters in bytes.</summary>
    public required int ParameterBytes { get; init; }

    /// <summary>The parameters' offsets, in order.</summary>
    public required IReadOnlyList<PtxPlacement> Parameters { get; init; }

    /// <summary>The static shared memory in bytes, as a device would count it.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>The same with the gaps that separate variables here, up to where the dynamic array begins.</summary>
    public required int SharedWindowBytes { get; init; }

    /// <summary>A thread's local memory and call parameters in bytes.</summary>
    public required int FrameBytes { get; init; }

    /// <summary>The module's constants and globals, which launches share.</summary>
    public required byte[] ModuleData { get; init; }

    /// <summary>Whether atomics on global memory occur; then blocks run one after another.</summary>
    public required bool HasGlobalAtomics { get; init; }

    /// <summary>The most threads of a block, where the text says so.</summary>
    public required int? MaxThreads { get; init; }

    /// <summary>Where the variables are, for reports.</summary>
    public required IReadOnlyList<PtxPlacement> Variables { get; init; }

    /// <summary>
    /// Compiles the entry of that name, or the only one; a <see cref="DeviceException"/> names the line of an instruction,
    /// modifier or call that is not known.
    /// </summary>
    public static PtxKernel Compile(string text, string? entry = null) =>
        new PtxAssembler(PtxParser.Parse(text), entry).Assemble();

    /// <summary>Runs the kernel on a grid of blocks and returns the number of instructions executed, counted once a thread.</summary>
    public long Launch(
        PtxMemory memory, PtxIndex grid, PtxIndex block, ReadOnlySpan<byte> parameters, int dynamicSharedBytes = 0, PtxOptions? options = null) =>
        new PtxLaunch(this, memory, grid, block, parameters, dynamicSharedBytes, options ?? new()).Run();
}
