using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Storage in a GPU's memory.</summary>
internal sealed class GpuStorage : Storage
{
    private readonly GpuRuntime _runtime;
    private readonly GpuMemory _memory;

    public GpuStorage(GpuRuntime runtime, ElementType type, long count) : base(type, count)
    {
        if (count > int.MaxValue)
        {
            GC.SuppressFinalize(this);
            throw new DeviceException($"a tensor of {count} elements is too large for {runtime.Name}: its kernels count elements in 31 bits, so at most {int.MaxValue} were expected; split it, or compute it on the CPU");
        }
        _runtime = runtime;
        _memory = runtime.Take(Bytes);
    }

    /// <summary>The elements of a view on the device.</summary>
    /// <exception cref="GradientException">The memory was given back.</exception>
    public ArrayView<T> Array<T>(View view) where T : unmanaged
    {
        ThrowIfReleased();
        RecentStorages.Keep(this);
        return _memory.Bytes.Cast<T>().SubView(view.Offset, view.Count);
    }

    /// <summary>The bytes of a view on the device.</summary>
    /// <exception cref="GradientException">The memory was given back.</exception>
    public ArrayView<byte> ByteView(View view)
    {
        ThrowIfReleased();
        RecentStorages.Keep(this);
        var size = Type.SizeInBytes();
        return _memory.Bytes.SubView(view.Offset * size, view.Count * size);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        if (_memory.Owner is not null) _runtime.Give(_memory);
    }
}
