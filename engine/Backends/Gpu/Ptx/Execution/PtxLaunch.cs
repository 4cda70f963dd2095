using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>How a kernel is run.</summary>
internal sealed record PtxOptions
{
    /// <summary>How many threads of this machine run blocks; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// How many instructions must be left, judged by the blocks done, before more threads than the caller's are started: by
    /// default about a millisecond of interpreting, ten times what it takes to start them and wait for them.
    /// </summary>
    public long WorthThreads { get; init; } = 1_000_000;

    /// <summary>Whether data races in shared memory are watched for (about three times slower there).</summary>
    public bool WatchRaces { get; init; }

    /// <summary>After how many instructions of a block (once a lane) a warp that jumps back is reported instead of going on for ever.</summary>
    public long MaxInstructionsPerWarp { get; init; } = 20_000_000_000;

    /// <summary>The shared memory that a block may have, in bytes; 48 KiB is what every CUDA device gives.</summary>
    public int MaxSharedBytes { get; init; } = 48 << 10;
}

/// <summary>One launch of a kernel over a grid of blocks.</summary>
internal sealed unsafe class PtxLaunch
{
    private const int MaxBlockThreads = 1024;

    /// <summary>Prepares a launch; a <see cref="DeviceException"/> says what of it does not fit the kernel.</summary>
    public PtxLaunch(
        PtxKernel kernel, PtxMemory memory, PtxIndex grid, PtxIndex block, ReadOnlySpan<byte> parameters,
        int dynamicSharedBytes, PtxOptions options)
    {
        (Kernel, GridSize, BlockSize, Options, DynamicSharedBytes) = (kernel, grid, block, options, dynamicSharedBytes);
        if (grid.X < 1 || grid.Y < 1 || grid.Z < 1 || grid.Y > 65535 || grid.Z > 65535)
            throw new DeviceException(
                $"kernel {kernel.Name}: grid {grid} is not possible; sizes are at least 1, y and z at most 65535");
        var most = Math.Min(MaxBlockThreads, kernel.MaxThreads ?? MaxBlockThreads);
        if (block.X < 1 || block.Y < 1 || block.Z < 1 || block.Volume > most)
            throw new DeviceException(
                $"kernel {kernel.Name}: block {block} is not possible; this kernel's blocks have 1 to {most} threads");
        if (parameters.Length != kernel.ParameterBytes)
            throw new DeviceException(
                $"kernel {kernel.Name}: {parameters.Length} bytes of parameters are given, {kernel.ParameterBytes} are declared");
        if (kernel.SharedBytes + dynamicSharedBytes > options.MaxSharedBytes)
            throw new DeviceException(
                $"kernel {kernel.Name}: {kernel.SharedBytes} + {dynamicSharedBytes} bytes of shared memory "
                + $"are more than the {options.MaxSharedBytes} of a block");
        Parameters = parameters.ToArray();
        Regions = memory.Regions;
    }

    /// <summary>The kernel.</summary>
    public PtxKernel Kernel { get; }

    /// <summary>The number of blocks.</summary>
    public PtxIndex GridSize { get; }

    /// <summary>The number of threads of a block.</summary>
    public PtxIndex BlockSize { get; }

    /// <summary>How it is run.</summary>
    public PtxOptions Options { get; }

    /// <summary>The parameters' bytes as the entry lays them out.</summary>
    public byte[] Parameters { get; }

    /// <summary>The size of the dynamic shared array in bytes.</summary>
    public int DynamicSharedBytes { get; }

    /// <summary>A block's shared memory with the gaps between its variables.</summary>
    public int SharedBytes => Kernel.SharedWindowBytes + DynamicSharedBytes;

    /// <summary>The mapped buffers by window.</summary>
    public PtxRegion[] Regions { get; }

    /// <summary>
    /// Runs every block and returns the number of instructions executed, counted once a thread. A fault is thrown as a
    /// <see cref="DeviceException"/> around a <see cref="PtxFaultException"/>: that of the first block that has one.
    /// </summary>
    public long Run()
    {
        var data = Kernel.ModuleData;
        fixed (byte* module = data)
            try
            {
                Regions[PtxMemory.ModuleWindow] = new((nint)module, data.Length, "module");
                // The order in which atomics of several blocks meet must not depend on threads.
                var threads = Kernel.HasGlobalAtomics ? 1 : (int)Math.Clamp(GridSize.Volume, 1, Math.Max(1, Options.Threads));
                var state = new PtxProgress(GridSize.Volume);
                var helpers = new List<Thread>();
                RunBlocks(state, (blocks, executed) =>
                {
                    if (threads == 1 || helpers.Count > 0 || executed / blocks * (GridSize.Volume - blocks) < Options.WorthThreads) return;
                    for (var i = 1; i < threads; i++) helpers.Add(new(() => RunBlocks(state, null)) { IsBackground = true });
                    foreach (var helper in helpers) helper.Start();
                });
                foreach (var helper in helpers) helper.Join();
                return state.Finish();
            }
            finally
            {
                Regions[PtxMemory.ModuleWindow] = default;
            }
    }

    // Blocks are handed out in order, so those before one that fails are done or under way: its worker may stop.
    private void RunBlocks(PtxProgress state, Action<long, long>? afterBlock)
    {
        var current = 0L;
        try
        {
            using var block = new PtxBlock(this);
            for (var done = 1L; state.Next() is { } number; done++)
            {
                block.Run(GridSize.At(current = number));
                afterBlock?.Invoke(done, block.Executed);
            }
            state.Count(block.Executed);
        }
        catch (Exception fault)
        {
            state.Fail(current, fault);
        }
    }
}
