namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Hands out a launch's blocks in order and keeps the fault of the lowest block, so that the report is the same for any number of threads.</summary>
internal sealed class PtxProgress(long blocks)
{
    private readonly Lock _lock = new();
    private long _next;
    private long _failed = long.MaxValue;
    private Exception? _fault;
    private long _executed;

    /// <summary>The next block, or null when there is none, or only ones after a block that failed.</summary>
    public long? Next()
    {
        lock (_lock) return _next < Math.Min(blocks, _failed) ? _next++ : null;
    }

    /// <summary>Notes that a block failed.</summary>
    public void Fail(long block, Exception fault)
    {
        lock (_lock)
            if (block < _failed) (_failed, _fault) = (block, fault);
    }

    /// <summary>Adds to the instructions executed.</summary>
    public void Count(long executed)
    {
        lock (_lock) _executed += executed;
    }

    /// <summary>The instructions executed; throws what the lowest failed block threw.</summary>
    public long Finish() => _fault switch
    {
        null => _executed,
        PtxFaultException fault => throw new DeviceException(fault.Message, fault),
        _ => throw new InvalidOperationException($"the PTX interpreter failed in block {_failed}", _fault),
    };
}
