namespace NeuralCore.Backends.Gpu;

/// <summary>Where the next bytes go in host memory that copies to a device read from, again and again from its start.</summary>
/// <remarks>A stretch is in use until the device has done all copies, of which it is told by <see cref="Clear"/>.</remarks>
internal sealed class StagingRing(int capacity)
{
    private const int Alignment = 64;

    // Counted from the ring's creation; the place in memory is the remainder.
    private long _head, _tail;

    /// <summary>The most bytes of one stretch: a quarter, so that copies can overlap.</summary>
    public int LargestStretch => capacity / 4;

    /// <summary>Where a stretch of so many bytes begins, or −1 while the device still reads from what it would overwrite.</summary>
    public int Reserve(int bytes)
    {
        var size = (bytes + Alignment - 1) / Alignment * Alignment;
        var start = _head % capacity + size > capacity ? (_head / capacity + 1) * capacity : _head;
        if (start + size - _tail > capacity) return -1;
        _head = start + size;
        return (int)(start % capacity);
    }

    /// <summary>All copies are done.</summary>
    public void Clear() => _tail = _head;
}
