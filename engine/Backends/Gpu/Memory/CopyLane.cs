using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>A stream beside the one that computes: copies run along it from page-locked memory while kernels run.</summary>
/// <remarks>
/// ILGPU has no wait of one stream for another, so the host waits. A copy is waited for before the computing stream takes over
/// what it brought: it began a step earlier, so it has mostly arrived. And the place on the device is written again only once the
/// computing stream has taken the last content: a step that reads its loss has waited for that anyway.
/// Every call holds the runtime's lock.
/// </remarks>
/// <param name="accelerator">The device.</param>
/// <param name="segments">Where its memory comes from.</param>
/// <param name="waitForCompute">Waits for the computing stream and says so to <see cref="ComputePassed"/>.</param>
internal sealed class CopyLane(Accelerator accelerator, AcceleratorSegments segments, Action waitForCompute)
{
    // Loaders come and go with their batch sizes: beyond this many unused slots the old ones go.
    private const int MostSpare = 8;

    private readonly List<StagingSlot> _slots = [];
    private long _begun, _arrived, _handedOver, _passed;

    /// <summary>Where copies run.</summary>
    public AcceleratorStream Stream { get; } = accelerator.CreateStream();

    /// <summary>Bytes of device memory in slots.</summary>
    public long Bytes { get; private set; }

    /// <summary>The copies begun so far.</summary>
    public long Copies => _begun;

    /// <summary>A slot of at least so many bytes; null where the device has no memory for it.</summary>
    public StagingSlot? TryTake(int bytes)
    {
        var capacity = checked((int)BlockSizes.Block(Math.Max(1, bytes)));
        var slot = _slots.Find(s => s.IsFree && s.Capacity >= capacity && s.Capacity <= 2L * capacity);
        if (slot is null)
        {
            if (_slots.Count(s => s.IsFree) >= MostSpare) GiveBackSpare();
            if (segments.TryTake(capacity) is not { } device) return null;
            slot = new(new(accelerator, capacity), device, capacity);
            _slots.Add(slot);
            Bytes += capacity;
        }
        slot.IsFree = false;
        slot.Begun = -1;
        return slot;
    }

    /// <summary>Starts a copy.</summary>
    public void Begin(StagingSlot slot, ReadOnlySpan<byte> source)
    {
        if (slot.Copy > _arrived) Wait();
        source.CopyTo(slot.Host.Span);
        if (slot.HandOver > _passed) waitForCompute();
        slot.Begun = source.Length;
        if (source.IsEmpty) return;
        slot.Device.AsRawArrayView().SubView(0, source.Length).CopyFromCPUUnsafeAsync(Stream, ref slot.Host.Span[0], source.Length);
        // OpenCL may leave what is queued lying until someone waits for it.
        if (Stream is CLStream queue) CLException.ThrowIfFailed(CLAPI.CurrentAPI.FlushCommandQueue(queue.CommandQueue));
        slot.Copy = ++_begun;
    }

    /// <summary>Waits for the slot's copy and queues the hand-over along the computing stream.</summary>
    public void Finish(StagingSlot slot, ArrayView<byte> target)
    {
        if (slot.Copy > _arrived) Wait();
        slot.Begun = -1;
        if (target.Length == 0) return;
        slot.Device.AsRawArrayView().SubView(0, target.Length).CopyTo(accelerator.DefaultStream, target);
        slot.HandOver = ++_handedOver;
    }

    /// <summary>The computing stream has done all that was queued.</summary>
    public void ComputePassed() => _passed = _handedOver;

    private void Wait()
    {
        Stream.Synchronize();
        _arrived = _begun;
    }

    private void GiveBackSpare()
    {
        Wait();
        foreach (var slot in _slots.Where(s => s.IsFree))
        {
            segments.Give(slot.Device);
            slot.Host.Dispose();
            Bytes -= slot.Capacity;
        }
        _slots.RemoveAll(s => s.IsFree);
    }
}
