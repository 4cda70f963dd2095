using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>Host memory and device memory of one size, of a <see cref="CopyLane"/>'s own: what a copy reads and what it writes.</summary>
internal sealed class StagingSlot(PageLockedBytes host, MemoryBuffer device, int capacity)
{
    private volatile bool _isFree;

    /// <summary>What copies to the device read.</summary>
    public PageLockedBytes Host => host;

    /// <summary>What they write: no part of the allocator's memory, whose blocks are ordered along the computing stream alone.</summary>
    public MemoryBuffer Device => device;

    /// <summary>The most bytes of a copy.</summary>
    public int Capacity => capacity;

    /// <summary>The bytes that were begun and not finished; −1 for none.</summary>
    public int Begun { get; set; } = -1;

    /// <summary>The number of the copy that reads <see cref="Host"/>, counted along the copy stream.</summary>
    public long Copy { get; set; }

    /// <summary>The number of the hand-over that reads <see cref="Device"/>, counted along the computing stream.</summary>
    public long HandOver { get; set; }

    /// <summary>Whether nobody holds it.</summary>
    public bool IsFree { get => _isFree; set => _isFree = value; }
}
