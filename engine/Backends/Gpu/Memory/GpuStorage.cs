using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Storage in a GPU's memory.</summary>
internal sealed class GpuStorage : Storage
{
    /// <summary>The most elements. Kernels count in 31 bits, and neither a thread's step beyond the last element (less than 2²⁴) nor rounding up to whole groups may leave those.</summary>
    public const int MostElements = int.MaxValue - (1 << 24);

    private readonly GpuRuntime _runtime;
    private readonly GpuMemory _memory;

    public GpuStorage(GpuRuntime runtime, ElementType type, long count) : base(type, count)
    {
        if (count > MostElements)
        {
            GC.SuppressFinalize(this);
            throw new DeviceException($"a tensor of {count} elements is too large for {runtime.Name}: its kernels count elements and their steps beyond the last in 31 bits, so at most {MostElements} were expected; split it, or compute it on the CPU");
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

    /// <summary>A whole workspace as structs of numbers.</summary>
    /// <remarks>
    /// ILGPU counts where a view begins in the view's own elements and drops the rest: cast to 12 bytes, one that begins at
    /// byte 256 begins at byte 252. So the size of a struct divides 256, at whose multiples device memory begins.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public ArrayView<S> Structs<S>() where S : unmanaged
    {
        var size = Interop.SizeOf<S>();
        if (BlockSizes.Alignment % size != 0)
            throw new InvalidOperationException($"{typeof(S).Name} has {size} bytes; a workspace takes structs whose size divides {BlockSizes.Alignment}, for ILGPU lets others begin before their memory: pad it");
        ThrowIfReleased();
        RecentStorages.Keep(this);
        return _memory.Bytes.SubView(0, Bytes).Cast<S>();
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
