namespace NeuralCore.Backends;

/// <summary>What every backend in this process's memory shares: allocation and copies.</summary>
internal abstract class HostBackend(Device device, ElementType type) : Backend(device, type)
{
    /// <inheritdoc/>
    public override Storage Allocate(ElementType type, long count) => new HostStorage(Arena.Host, type, count);

    /// <inheritdoc/>
    public override void Upload<T>(ReadOnlySpan<T> source, View target) => source.CopyTo(target.Span<T>());

    /// <inheritdoc/>
    public override void Download<T>(View source, Span<T> target) => source.Span<T>().CopyTo(target);

    /// <inheritdoc/>
    public override unsafe void Copy(View source, View target)
    {
        var size = source.Type.SizeInBytes();
        Buffer.MemoryCopy(
            ((HostStorage)source.Storage).Pointer + source.Offset * size,
            ((HostStorage)target.Storage).Pointer + target.Offset * size,
            target.Count * size, source.Count * size);
    }
}
