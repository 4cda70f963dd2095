namespace NeuralCore.Backends.Gpu;

/// <summary>Device memory in blocks that are used again: asking the device takes longer than most kernels, and waits for all of them.</summary>
/// <remarks>
/// Segments are taken from the device, split into blocks, and merged again when neighbours are free; of the free blocks that
/// serve a request the smallest does. A block that was given back may be handed out at once, though a kernel that is queued
/// still uses it: whatever the next owner does is queued behind that kernel. Any thread may take and give, finalizers too.
/// </remarks>
internal sealed class CachingAllocator<S>(ISegmentSource<S> source) where S : class
{
    private readonly Lock _lock = new();
    private readonly SoftLimit _limit = new();
    private readonly SortedSet<MemoryBlock<S>> _small = new(BySize.Order), _large = new(BySize.Order);

    // Held here, or a collection that finds the last tensor of a segment would end the segment together with it.
    private readonly HashSet<MemorySegment<S>> _segments = new(ReferenceEqualityComparer.Instance);
    private long _taken;

    /// <summary>Bytes of the blocks that are in use now.</summary>
    public long BytesInUse { get; private set; }

    /// <summary>The most bytes that were in use at one time since <see cref="ResetPeak"/>.</summary>
    public long PeakBytesInUse { get; private set; }

    /// <summary>Bytes taken from the device and not given back to it.</summary>
    public long BytesReserved { get; private set; }

    /// <summary>How often garbage was collected before more was taken from the device.</summary>
    public long Collections => _limit.Collections;

    /// <summary>Starts a new measurement of the peak.</summary>
    public void ResetPeak()
    {
        lock (_lock) PeakBytesInUse = BytesInUse;
    }

    /// <summary>A block of at least so many bytes, its content undefined.</summary>
    /// <exception cref="DeviceException">The device has no more, even after everything cached was given back to it.</exception>
    public MemoryBlock<S> Take(long bytes)
    {
        var size = BlockSizes.Block(bytes);
        if (TryReuse(size) is { } block) return block;
        if (_limit.IsPast(BytesReserved + BlockSizes.Segment(size)))
        {
            _limit.Collect();
            lock (_lock) _limit.Follow(BytesInUse + size, BytesReserved + BlockSizes.Segment(size));
            if (TryReuse(size) is { } dropped) return dropped;
        }
        if (TryGrow(size, BlockSizes.Segment(size)) is { } grown) return grown;

        _limit.Collect();
        GiveSegmentsBack();
        return TryReuse(size) ?? TryGrow(size, size) ?? throw Refusal(bytes);
    }

    /// <summary>Takes a block back; a free neighbour becomes one with it.</summary>
    public void Give(MemoryBlock<S> block)
    {
        lock (_lock)
        {
            BytesInUse -= block.Bytes;
            Free(block);
        }
    }

    /// <summary>Gives the segments that nobody uses back to the device.</summary>
    public void GiveSegmentsBack()
    {
        lock (_lock)
            foreach (var blocks in (SortedSet<MemoryBlock<S>>[])[_small, _large])
                foreach (var block in blocks.Where(block => block.IsWhole).ToArray())
                {
                    blocks.Remove(block);
                    _segments.Remove(block.Segment);
                    BytesReserved -= block.Segment.Bytes;
                    source.Give(block.Segment.Memory);
                }
    }

    private MemoryBlock<S>? TryReuse(long size)
    {
        lock (_lock)
        {
            var blocks = size <= BlockSizes.MostSmall ? _small : _large;
            var least = new MemoryBlock<S>(new(null!, 0, -1, false), 0, size);
            // A block of a segment that is not split may be too large; one that serves may follow.
            foreach (var block in blocks.Count == 0 ? [] : blocks.GetViewBetween(least, BySize.Last))
                if (BlockSizes.Serves(block.Bytes, block.Segment.Bytes, size))
                {
                    blocks.Remove(block);
                    return Use(block, size);
                }
            return null;
        }
    }

    private MemoryBlock<S>? TryGrow(long size, long segmentBytes)
    {
        lock (_lock)
        {
            var bytes = Math.Max(size, Math.Min(segmentBytes, source.LargestSegment));
            if (bytes > source.LargestSegment || source.TryTake(bytes) is not { } memory) return null;
            BytesReserved += bytes;
            var segment = new MemorySegment<S>(memory, bytes, _taken++, size <= BlockSizes.MostSmall);
            _segments.Add(segment);
            return Use(new(segment, 0, bytes), size);
        }
    }

    // Cuts a block to size; what is left over becomes a free one.
    private MemoryBlock<S> Use(MemoryBlock<S> block, long size)
    {
        block.IsFree = false;
        var rest = block.Bytes - size;
        if (BlockSizes.IsWorthSplitting(rest, block.Segment.Bytes, block.Segment.IsSmall))
        {
            var behind = new MemoryBlock<S>(block.Segment, block.Offset + size, rest) { Before = block, After = block.After };
            if (block.After is not null) block.After.Before = behind;
            (block.After, block.Bytes) = (behind, size);
            Free(behind);
        }
        BytesInUse += block.Bytes;
        PeakBytesInUse = Math.Max(PeakBytesInUse, BytesInUse);
        return block;
    }

    private void Free(MemoryBlock<S> block)
    {
        var blocks = block.Segment.IsSmall ? _small : _large;
        if (block.After is { IsFree: true } after)
        {
            blocks.Remove(after);
            Absorb(block, after);
        }
        if (block.Before is { IsFree: true } before)
        {
            blocks.Remove(before);
            Absorb(before, block);
            block = before;
        }
        block.IsFree = true;
        blocks.Add(block);
    }

    private static void Absorb(MemoryBlock<S> block, MemoryBlock<S> after)
    {
        block.Bytes += after.Bytes;
        block.After = after.After;
        if (after.After is not null) after.After.Before = block;
    }

    private DeviceException Refusal(long bytes)
    {
        var largest = bytes > source.LargestSegment ? $" (the largest piece it gives is {Mebibytes(source.LargestSegment)})" : "";
        return new($"{source.Name} has no memory for {Mebibytes(bytes)} more{largest}: of {Mebibytes(source.TotalBytes)}, {Mebibytes(BytesInUse)} are in use by tensors and {Mebibytes(BytesReserved - BytesInUse)} cached; use a smaller batch, or end scopes earlier");
    }

    private static string Mebibytes(long bytes) => FormattableString.Invariant($"{Math.Ceiling(bytes / 1048576.0):n0} MiB");

    private sealed class BySize : IComparer<MemoryBlock<S>>
    {
        public static readonly BySize Order = new();
        public static readonly MemoryBlock<S> Last = new(new(null!, 0, long.MaxValue, false), long.MaxValue, long.MaxValue);

        public int Compare(MemoryBlock<S>? a, MemoryBlock<S>? b) =>
            (a!.Bytes, a.Segment.Number, a.Offset).CompareTo((b!.Bytes, b.Segment.Number, b.Offset));
    }
}
