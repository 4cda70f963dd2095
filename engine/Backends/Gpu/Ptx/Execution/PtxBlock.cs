namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Runs blocks, one after another, in memory that it takes once: warps in turn, from barrier to barrier.</summary>
internal sealed unsafe class PtxBlock : IDisposable
{
    private readonly PtxWarp[] _warps;

    /// <summary>Room for the blocks of a launch.</summary>
    public PtxBlock(PtxLaunch launch)
    {
        Launch = launch;
        Shared = new(launch.SharedBytes, launch.Options.WatchRaces);
        var threads = (int)launch.BlockSize.Volume;
        _warps = new PtxWarp[(threads + PtxWarp.Size - 1) / PtxWarp.Size];
        for (var i = 0; i < _warps.Length; i++)
        {
            _warps[i] = new(this, i, Math.Min(PtxWarp.Size, threads - i * PtxWarp.Size));
            PtxSpecials.FillConstants(_warps[i]);
        }
    }

    /// <summary>The launch.</summary>
    public PtxLaunch Launch { get; }

    /// <summary>The kernel.</summary>
    public PtxKernel Kernel => Launch.Kernel;

    /// <summary>The block's shared memory.</summary>
    public PtxShared Shared { get; }

    /// <summary>Which block of the grid it is.</summary>
    public PtxIndex Index { get; private set; }

    /// <summary>The block's warps.</summary>
    public ReadOnlySpan<PtxWarp> Warps => _warps;

    /// <summary>Instructions executed so far, counted once a thread.</summary>
    public long Executed => _warps.Sum(w => w.Executed);

    /// <summary>Runs one block of the grid to its end.</summary>
    public void Run(PtxIndex index)
    {
        Index = index;
        Shared.Reset();
        foreach (var warp in _warps)
        {
            warp.Reset();
            PtxSpecials.FillBlock(warp);
        }
        while (true)
        {
            foreach (var warp in _warps) warp.Run();
            if (WaitedFor() is not { } barrier) return;
            barrier.Release(this);
            Shared.Synchronize();
            foreach (var warp in _warps) warp.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var warp in _warps) warp.Dispose();
        Shared.Dispose();
    }

    // The barrier at which every thread waits; null when all have left. Anything between is a fault.
    private PtxBarrier? WaitedFor()
    {
        foreach (var warp in _warps)
            if (warp.Parked != 0)
                throw warp.Fault(PtxFaultKind.DivergentWarp, warp.ParkedAt, PtxWarp.First(warp.Parked),
                    $"this thread waits for its whole warp, but {Elsewhere(warp, warp.Live & ~warp.Parked)}");
        if (_warps.FirstOrDefault(w => w.Waiting != 0)?.Barrier is not { } barrier) return null;
        foreach (var warp in _warps)
        {
            var missing = warp.Barrier == barrier ? warp.Lanes & ~warp.Waiting : warp.Lanes;
            if (missing == 0) continue;
            throw warp.Fault(PtxFaultKind.DivergentBarrier, barrier, PtxWarp.First(missing),
                $"other threads of the block wait at this barrier, but {Elsewhere(warp, missing)}");
        }
        return (PtxBarrier)barrier;
    }

    private string Elsewhere(PtxWarp warp, uint missing)
    {
        var lane = PtxWarp.First(missing);
        var thread = Launch.BlockSize.At(warp.Number * PtxWarp.Size + lane);
        var where = (warp.Live >> lane & 1) == 0 ? "has left the kernel"
            : (warp.Waiting >> lane & 1) != 0 ? $"waits at the barrier of line {warp.Barrier!.Line}"
            : "cannot arrive";
        return $"thread {thread} {where}";
    }
}
