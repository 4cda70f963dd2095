namespace NeuralCore.Backends.Gpu;

/// <summary>Where the <see cref="CachingAllocator{S}"/> takes device memory from.</summary>
/// <typeparam name="S">What the device calls a piece of memory.</typeparam>
internal interface ISegmentSource<S> where S : class
{
    /// <summary>The device's name in messages.</summary>
    string Name { get; }

    /// <summary>The device's memory in bytes.</summary>
    long TotalBytes { get; }

    /// <summary>The largest piece that the device gives, in bytes.</summary>
    long LargestSegment { get; }

    /// <summary>A new piece of so many bytes; null where the device has no more.</summary>
    /// <exception cref="DeviceException">The device fails in another way.</exception>
    S? TryTake(long bytes);

    /// <summary>Gives a piece back to the device, once the work that is queued has ended.</summary>
    void Give(S segment);
}
