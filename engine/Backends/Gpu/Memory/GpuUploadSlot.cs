using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>A slot of a device's <see cref="CopyLane"/> in the hands of one owner; one that is forgotten comes back too.</summary>
internal sealed class GpuUploadSlot(AcceleratorRuntime runtime, StagingSlot slot) : UploadSlot
{
    private int _isDisposed;

    /// <summary>What the owner holds.</summary>
    public StagingSlot Slot => slot;

    /// <inheritdoc/>
    public override void Begin<T>(ReadOnlySpan<T> source)
    {
        var bytes = MemoryMarshal.AsBytes(source);
        if (bytes.Length > slot.Capacity) throw new UsageException($"{bytes.Length} bytes were to go through an upload slot of {slot.Capacity}; take a larger one");
        runtime.BeginUpload(slot, bytes);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Finish(View target)
    {
        var bytes = ((GpuStorage)target.Storage).ByteView(target);
        if (bytes.Length != slot.Begun)
            throw new UsageException($"an upload slot is asked for {bytes.Length} bytes, but {(slot.Begun < 0 ? "nothing" : slot.Begun)} was begun; begin as many as are finished");
        runtime.FinishUpload(slot, bytes);
        GC.KeepAlive(this);
    }

    // The slot itself stays with its lane, so that it outlives a copy under way: nothing of the driver is called here.
    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) slot.IsFree = true;
        GC.SuppressFinalize(this);
    }

    ~GpuUploadSlot() => Dispose();
}
