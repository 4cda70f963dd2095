namespace NeuralCore.Memory;

/// <summary>What a kernel sees of a tensor: a storage, the first element, and the extents, contiguous and row-major.</summary>
/// <param name="Storage">The memory.</param>
/// <param name="Offset">The first element, counted in elements.</param>
/// <param name="Shape">The extents.</param>
public readonly record struct View(Storage Storage, long Offset, Shape Shape)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>What one element is.</summary>
    public ElementType Type => Storage.Type;

    /// <summary>The same elements under other extents of the same count.</summary>
    public View As(Shape shape) => new(Storage, Offset, shape);

    /// <summary>The first element on the host; the caller keeps the storage alive (the dispatcher does).</summary>
    internal unsafe T* Pointer<T>() where T : unmanaged => (T*)((HostStorage)Storage).Pointer + Offset;

    /// <summary>The elements as a span, if they are in the host's memory; the caller keeps the storage alive (the dispatcher does).</summary>
    /// <exception cref="DeviceException">They are in a device's memory.</exception>
    /// <exception cref="ShapeException">They are no <typeparamref name="T"/>.</exception>
    public unsafe Span<T> Span<T>() where T : unmanaged
    {
        if (Storage is not HostStorage)
            throw new DeviceException($"a span of a tensor {Shape} was asked for, but its elements are not in the host's memory; copy them with ToArray, or ask for a span where the device is cpu or reference");
        if (ElementTypes.Of<T>() != Type) throw new ShapeException($"the elements of a tensor {Shape} are {Type}; a span of {typeof(T).Name} was asked for");
        return new(Pointer<T>(), checked((int)Count));
    }
}
