using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What the kernels of <see cref="GpuBackend{V}"/> need of a machine: memory, copies, and launches in order.</summary>
/// <remarks>Calls come from any thread and are serialised here; work is queued and done in the order of the calls.</remarks>
internal abstract class GpuRuntime
{
    private GpuFaults? _faults;

    /// <summary>The device's name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>What the device can hold.</summary>
    public abstract GpuLimits Limits { get; }

    /// <summary>What kernels found wrong in their data.</summary>
    public GpuFaults Faults => LazyInitializer.EnsureInitialized(ref _faults, () => new(this));

    /// <summary>The kernels compiled so far, in the order of their first launches.</summary>
    public abstract IReadOnlyList<GpuProgram> Compiled { get; }

    /// <summary>How much memory is in use.</summary>
    public abstract MemoryUse Memory { get; }

    /// <summary>Starts a new measurement of the peak of <see cref="Memory"/>.</summary>
    public abstract void ResetPeak();

    /// <summary>Memory of at least so many bytes, aligned to 256, its content undefined.</summary>
    /// <exception cref="DeviceException">The device has no more.</exception>
    public abstract GpuMemory Take(long bytes);

    /// <summary>Gives memory back; work queued before may still use it. Called by finalizers too.</summary>
    public abstract void Give(GpuMemory memory);

    /// <summary>Queues a kernel; compiles it at its first launch.</summary>
    /// <exception cref="DeviceException">The kernel does not compile, or the device fails.</exception>
    public abstract void Launch<K>(in K kernel, Groups groups) where K : struct, IKernel;

    /// <summary>Queues a copy from the host; the source may be changed after the return.</summary>
    public abstract void Upload(ReadOnlySpan<byte> source, ArrayView<byte> target);

    /// <summary>A place for copies that run beside the work; null on a device without a second stream, or without memory for it.</summary>
    public virtual UploadSlot? TryTakeUploadSlot(long bytes) => null;

    /// <summary>Waits for all work and copies to the host.</summary>
    public abstract void Download(ArrayView<byte> source, Span<byte> target);

    /// <summary>Queues a copy within the device.</summary>
    public abstract void Copy(ArrayView<byte> source, ArrayView<byte> target);

    /// <summary>Waits for all work.</summary>
    public abstract void Synchronize();

    /// <summary>Whether a group of the kernel fits the device.</summary>
    public bool Fits<K>() where K : struct, IKernel => K.GroupSize <= Limits.GroupThreads && K.SharedBytes <= Limits.SharedBytes;
}
