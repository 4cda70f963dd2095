namespace NeuralCore.Backends.Gpu;

/// <summary>A stretch of a segment of device memory, in use or free; its neighbours in the segment are known, so that free ones merge.</summary>
internal sealed class MemoryBlock<S>(MemorySegment<S> segment, long offset, long bytes)
{
    /// <summary>What it is a part of.</summary>
    public MemorySegment<S> Segment { get; } = segment;

    /// <summary>The first byte within the segment, a multiple of 256.</summary>
    public long Offset { get; } = offset;

    /// <summary>The length, a multiple of 256.</summary>
    public long Bytes { get; set; } = bytes;

    /// <summary>Whether nobody uses it.</summary>
    public bool IsFree { get; set; }

    /// <summary>The block that ends where this one begins.</summary>
    public MemoryBlock<S>? Before { get; set; }

    /// <summary>The block that begins where this one ends.</summary>
    public MemoryBlock<S>? After { get; set; }

    /// <summary>Whether it is all of its segment.</summary>
    public bool IsWhole => Before is null && After is null;
}
