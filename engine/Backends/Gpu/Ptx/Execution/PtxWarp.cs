using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// 32 lanes that run in step. A register is 32 lanes side by side (4 bytes a lane, or 8), a predicate one mask of 32 bits, so
/// an instruction is decoded once for the warp.
/// </summary>
/// <remarks>
/// Divergence: lanes at the same place form a group, and the group with the lowest program counter runs until it reaches the
/// next one and joins it (min-PC scheduling). ILGPU lays blocks out so that a join stands after its branches, where this
/// joins lanes as early as the immediate post-dominator would; for any other code it is slower but equally right, since no
/// result depends on who runs first: barriers and warp-wide instructions wait for the lanes that they need.
/// </remarks>
internal sealed unsafe class PtxWarp : IDisposable
{
    /// <summary>The number of lanes.</summary>
    public const int Size = 32;

    /// <summary>All lanes.</summary>
    public const uint Full = uint.MaxValue;

    private readonly int[] _groupAt = new int[Size];
    private readonly uint[] _groupLanes = new uint[Size];
    private int _groups;
    private int _limit;
    private uint _parked;
    private int _parkedAt;
    private readonly uint _lanes;
    private readonly byte* _file;
    private uint _liveAtParking;
    private long _executedBefore;

    /// <summary>A warp of a block: its number there and how many of its lanes are threads.</summary>
    public PtxWarp(PtxBlock block, int number, int lanes)
    {
        (Block, Number) = (block, number);
        _lanes = lanes == Size ? Full : (1u << lanes) - 1;
        var kernel = block.Kernel;
        _file = (byte*)NativeMemory.AlignedAlloc((nuint)(kernel.ConstantBytes + kernel.RegisterBytes) + 64, 64);
        Registers = _file + kernel.ConstantBytes;
        Regions = block.Launch.Regions;
        Predicates = (uint*)NativeMemory.AlignedAlloc((nuint)(kernel.PredicateCount + 16) * 4, 64);
        Frame = (byte*)NativeMemory.AlignedAlloc((nuint)kernel.FrameBytes * Size + 64, 64);
    }

    /// <summary>The block that it belongs to.</summary>
    public PtxBlock Block { get; }

    /// <summary>Its number in the block.</summary>
    public int Number { get; }

    /// <summary>The registers' lanes; a slot is an offset here, below zero for constants.</summary>
    public byte* Registers { get; }

    /// <summary>The launch's mapped buffers by window.</summary>
    public PtxRegion[] Regions { get; }

    /// <summary>The predicates, a bit a lane.</summary>
    public uint* Predicates { get; }

    /// <summary>Local memory and call parameters, lane after lane.</summary>
    public byte* Frame { get; }

    /// <summary>The lanes that run now.</summary>
    public uint Active { get; private set; }

    /// <summary>The lanes that have not left the kernel.</summary>
    public uint Live { get; private set; }

    /// <summary>The next operation of the active lanes.</summary>
    public int Counter { get; private set; }

    /// <summary>The lanes that wait at a barrier, and the barrier.</summary>
    public uint Waiting { get; private set; }

    /// <summary>The barrier at which <see cref="Waiting"/> lanes wait.</summary>
    public PtxOperation? Barrier { get; private set; }

    /// <summary>Lanes that wait for others of this warp at a warp-wide instruction.</summary>
    public uint Parked => _parked;

    /// <summary>The instruction at which <see cref="Parked"/> lanes wait.</summary>
    public PtxOperation ParkedAt => Block.Kernel.Operations[_parkedAt];

    /// <summary>The lanes that are threads of the block.</summary>
    public uint Lanes => _lanes;

    /// <summary>Counts the bar.warp.sync that have passed.</summary>
    public int SyncStamp { get; set; }

    /// <summary>Instructions executed, counted once a lane.</summary>
    public long Executed { get; private set; }

    /// <summary>Begins a block: all registers and local memory zero, all lanes at the start.</summary>
    public void Reset()
    {
        new Span<byte>(Registers, Block.Kernel.RegisterBytes).Clear();
        new Span<byte>(Frame, Block.Kernel.FrameBytes * Size).Clear();
        new Span<uint>(Predicates, Block.Kernel.PredicateCount).Clear();
        Predicates[PtxKernel.TruePredicate] = Full;
        (Active, Live, Counter, Waiting, Barrier) = (_lanes, _lanes, 0, 0, null);
        (_groups, _limit, _parked, SyncStamp) = (0, int.MaxValue, 0, 0);
        _executedBefore = Executed;
    }

    /// <summary>Runs until every lane has left, waits at a barrier, or waits for lanes that do.</summary>
    public void Run()
    {
        var code = Block.Kernel.Operations;
        while (Counter < _limit || Settle())
        {
            var operation = code[Counter++];
            var lanes = Active;
            if (operation.Guard >= 0)
            {
                var guard = Predicates[operation.Guard];
                lanes &= operation.GuardNegated ? ~guard : guard;
            }
            Executed += BitOperations.PopCount(lanes);
            if (lanes != 0) operation.Execute(this, lanes);
        }
    }

    /// <summary>Sends some of the active lanes elsewhere.</summary>
    public void Jump(PtxOperation operation, uint lanes, int target)
    {
        var limit = Block.Launch.Options.MaxInstructionsPerWarp;
        if (target < Counter && Executed - _executedBefore > limit)
            throw Fault(PtxFaultKind.Runaway, operation, First(lanes),
                $"the warp has run {Executed - _executedBefore} instructions and jumps back once more; the limit is {limit}");
        if (lanes == Active) Counter = target;
        else
        {
            Active &= ~lanes;
            Add(target, lanes);
            _limit = 0;
        }
    }

    /// <summary>Lanes leave the kernel.</summary>
    public void Leave(uint lanes)
    {
        Live &= ~lanes;
        Suspend(lanes);
    }

    /// <summary>Lanes wait at a barrier of the block.</summary>
    public void Arrive(PtxOperation barrier, uint lanes)
    {
        if (Waiting != 0 && Barrier != barrier)
            throw Fault(PtxFaultKind.DivergentBarrier, barrier, First(lanes),
                $"this thread arrives here while lane {First(Waiting)} of its warp waits at the barrier of line {Barrier!.Line}");
        (Waiting, Barrier) = (Waiting | lanes, barrier);
        Suspend(lanes);
    }

    /// <summary>Lets the lanes that wait at the barrier go on after it.</summary>
    public void Release()
    {
        if (Waiting == 0) return;
        Add(Barrier!.Index + 1, Waiting);
        (Waiting, Barrier, _limit) = (0, null, 0);
    }

    /// <summary>
    /// Collects the lanes that a warp-wide instruction wants. False: some are elsewhere, and these lanes wait for them.
    /// </summary>
    public bool Gather(PtxOperation operation, ref uint lanes, uint wanted)
    {
        if ((lanes & ~wanted) is not 0 and var uninvited)
            throw Fault(PtxFaultKind.DivergentWarp, operation, First(uninvited), $"this thread is not in the instruction's member mask 0x{wanted:x8}");
        if (_parked != 0 && _parkedAt == operation.Index)
        {
            lanes |= _parked;
            Active |= _parked;
            _parked = 0;
        }
        if ((wanted & Live & ~lanes) == 0) return true;
        if (_parked != 0)
            throw Fault(PtxFaultKind.DivergentWarp, operation, First(lanes),
                $"this thread waits here for its warp while lane {First(_parked)} waits at line {ParkedAt.Line}");
        (_parked, _parkedAt, _liveAtParking) = (lanes, operation.Index, Live);
        Suspend(lanes);
        return false;
    }

    /// <summary>A report about one lane.</summary>
    public PtxFaultException Fault(PtxFaultKind kind, PtxOperation operation, int lane, string message)
    {
        var kernel = Block.Kernel;
        var thread = Block.Launch.BlockSize.At(Number * Size + lane);
        return new(new(kind, kernel.Name, operation.Line, kernel.Module.LineText(operation.Line), Block.Index, thread, message));
    }

    /// <summary>The lowest lane of a mask.</summary>
    public static int First(uint lanes) => BitOperations.TrailingZeroCount(lanes);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_file);
        NativeMemory.AlignedFree(Predicates);
        NativeMemory.AlignedFree(Frame);
    }

    private void Suspend(uint lanes)
    {
        Active &= ~lanes;
        _limit = 0;
    }

    private void Add(int at, uint lanes)
    {
        for (var i = 0; i < _groups; i++)
            if (_groupAt[i] == at)
            {
                _groupLanes[i] |= lanes;
                return;
            }
        (_groupAt[_groups], _groupLanes[_groups]) = (at, lanes);
        _groups++;
    }

    // Chooses the group with the lowest counter; it may run until it meets the next. False when no lane can run.
    private bool Settle()
    {
        if (Active != 0) Add(Counter, Active);
        Active = 0;
        // Lanes that were waited for may have left since: then those that wait try again.
        if (_groups == 0 && _parked != 0 && Live != _liveAtParking)
        {
            Add(_parkedAt, _parked);
            _parked = 0;
        }
        if (_groups == 0)
        {
            _limit = 0;
            return false;
        }
        var lowest = 0;
        for (var i = 1; i < _groups; i++)
            if (_groupAt[i] < _groupAt[lowest]) lowest = i;
        (Counter, Active) = (_groupAt[lowest], _groupLanes[lowest]);
        _groups--;
        (_groupAt[lowest], _groupLanes[lowest]) = (_groupAt[_groups], _groupLanes[_groups]);
        _limit = int.MaxValue;
        for (var i = 0; i < _groups; i++) _limit = Math.Min(_limit, _groupAt[i]);
        return true;
    }
}
