using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using Compiler = ILGPU.Backends.Backend;

namespace NeuralCore.Backends.Gpu;

/// <summary>A device that ILGPU drives: CUDA, OpenCL, or its simulator on the CPU.</summary>
/// <remarks>
/// One stream does all the work, in the order of the calls; copies to the device set out from page-locked memory, so that a
/// call returns before its copy is done. A second stream is for batches alone: see <see cref="CopyLane"/>. ILGPU's devices are not thread-safe: every call of it holds <see cref="_calls"/>.
/// </remarks>
internal sealed class AcceleratorRuntime : GpuRuntime
{
    private const int StagingBytes = 16 << 20;

    private readonly Lock _calls = new();
    private readonly Accelerator _accelerator;
    private readonly KernelLoader _kernels;
    private readonly DriverErrors _errors;
    private readonly CachingAllocator<MemoryBuffer> _allocator;
    private readonly StagingRing _ring = new(StagingBytes);
    private readonly AcceleratorSegments _segments;
    private PageLockedBytes? _staging;
    private CopyLane? _lane;

    /// <summary>A device.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="accelerator">The device, in a context of its own.</param>
    /// <param name="compiler">The compiler for it in a context.</param>
    /// <param name="largestAllocation">The largest piece of memory that it gives, in bytes.</param>
    /// <param name="hasFloat64">Whether it computes with doubles.</param>
    public AcceleratorRuntime(string name, Accelerator accelerator, Func<Context, Compiler> compiler, long largestAllocation, bool hasFloat64)
    {
        (Name, _accelerator) = (name, accelerator);
        _errors = new(name, accelerator.DefaultStream.Synchronize);
        _kernels = new(name, accelerator, new(name, compiler), _errors, hasFloat64);
        _segments = new(name, accelerator, largestAllocation, _calls, _errors);
        _allocator = new(_segments);
        Limits = new(accelerator.MaxNumThreadsPerGroup, accelerator.MaxSharedMemoryPerGroup, accelerator.MemorySize, hasFloat64);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override GpuLimits Limits { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<GpuProgram> Compiled
    {
        get
        {
            lock (_calls) return _kernels.Compiled;
        }
    }

    /// <inheritdoc/>
    public override MemoryUse Memory => new(_allocator.BytesInUse, _allocator.PeakBytesInUse, _allocator.BytesReserved + (_lane?.Bytes ?? 0));

    /// <summary>The stream beside the computing one; null before the first batch takes it.</summary>
    internal CopyLane? Lane => _lane;

    /// <inheritdoc/>
    public override void ResetPeak() => _allocator.ResetPeak();

    /// <inheritdoc/>
    public override GpuMemory Take(long bytes)
    {
        if (bytes == 0) return default;
        var block = _allocator.Take(bytes);
        return new(block.Segment.Memory.AsRawArrayView().SubView(block.Offset, bytes), block);
    }

    /// <inheritdoc/>
    public override void Give(GpuMemory memory) => _allocator.Give((MemoryBlock<MemoryBuffer>)memory.Owner!);

    /// <inheritdoc/>
    public override void Launch<K>(in K kernel, Groups groups)
    {
        if (groups.IsEmpty) return;
        // ILGPU multiplies them in 31 bits before it tells OpenCL; what runs over would be an all but endless launch.
        if (_accelerator is CLAccelerator && (long)groups.X * K.GroupSize > int.MaxValue)
            throw new DeviceException($"kernel {KernelName.Of<K>()} in {groups.X} groups of {K.GroupSize} threads is too large for {Name}: at most {int.MaxValue} threads were expected; split the tensor, or compute it on the CPU");
        lock (_calls)
        {
            Begin();
            var launcher = _kernels.Launcher<K>();
            var config = new KernelConfig(new Index3D(groups.X, groups.Y, groups.Z), new Index3D(K.GroupSize, 1, 1));
            try
            {
                Unsafe.As<Action<AcceleratorStream, KernelConfig, K>>(launcher)(_accelerator.DefaultStream, config, kernel);
            }
            catch (Exception error)
            {
                throw _errors.Report($"kernel {KernelName.Of<K>()} in {groups.X}×{groups.Y}×{groups.Z} groups of {K.GroupSize} threads", error);
            }
            _errors.LastKernel = typeof(K);
        }
    }

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<byte> source, ArrayView<byte> target)
    {
        lock (_calls)
            try
            {
                Begin();
                _staging ??= new(_accelerator, StagingBytes);
                for (var done = 0; done < source.Length;)
                {
                    var part = source.Slice(done, Math.Min(_ring.LargestStretch, source.Length - done));
                    var start = _ring.Reserve(part.Length);
                    if (start < 0)
                    {
                        Finish();
                        start = _ring.Reserve(part.Length);
                    }
                    var staged = _staging.Span.Slice(start, part.Length);
                    part.CopyTo(staged);
                    target.SubView(done, part.Length).CopyFromCPUUnsafeAsync(_accelerator.DefaultStream, ref staged[0], part.Length);
                    done += part.Length;
                }
            }
            catch (Exception error)
            {
                throw _errors.Report($"a copy of {source.Length} bytes to it", error);
            }
    }

    /// <inheritdoc/>
    public override UploadSlot? TryTakeUploadSlot(long bytes)
    {
        if (_accelerator is CPUAccelerator || bytes > Math.Min(_segments.LargestSegment, Array.MaxLength / 2)) return null;
        lock (_calls)
            try
            {
                Begin();
                _lane ??= new(_accelerator, _segments, Finish);
                return _lane.TryTake((int)bytes) is { } slot ? new GpuUploadSlot(this, slot) : null;
            }
            catch (Exception error)
            {
                throw _errors.Report("opening a stream for copies to it", error);
            }
    }

    /// <summary>Starts a copy on the stream beside the computing one.</summary>
    public void BeginUpload(StagingSlot slot, ReadOnlySpan<byte> source)
    {
        lock (_calls)
            try
            {
                Begin();
                _lane!.Begin(slot, source);
            }
            catch (Exception error)
            {
                throw _errors.Report($"a copy of {source.Length} bytes to it", error);
            }
    }

    /// <summary>Waits for the copy that was begun and queues what brings it to its place.</summary>
    public void FinishUpload(StagingSlot slot, ArrayView<byte> target)
    {
        lock (_calls)
            try
            {
                Begin();
                _lane!.Finish(slot, target);
            }
            catch (Exception error)
            {
                throw _errors.Report($"a copy of {target.Length} bytes to it", error);
            }
    }

    /// <inheritdoc/>
    public override unsafe void Download(ArrayView<byte> source, Span<byte> target)
    {
        if (target.IsEmpty) return;
        lock (_calls)
            try
            {
                Begin();
                fixed (byte* first = target)
                {
                    source.CopyToCPUUnsafeAsync(_accelerator.DefaultStream, ref *first, target.Length);
                    Finish();
                }
            }
            catch (Exception error)
            {
                throw _errors.Report($"a copy of {target.Length} bytes from it", error);
            }
    }

    /// <inheritdoc/>
    public override void Copy(ArrayView<byte> source, ArrayView<byte> target)
    {
        if (source.Length == 0) return;
        lock (_calls)
            try
            {
                Begin();
                source.CopyTo(_accelerator.DefaultStream, target);
            }
            catch (Exception error)
            {
                throw _errors.Report($"a copy of {source.Length} bytes within it", error);
            }
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        lock (_calls)
            try
            {
                Begin();
                Finish();
            }
            catch (Exception error)
            {
                throw _errors.Report("waiting for its work", error);
            }
    }

    // CUDA's calls are about the device that the calling thread is bound to.
    private void Begin()
    {
        _errors.ThrowIfLost();
        _accelerator.Bind();
    }

    private void Finish()
    {
        _accelerator.DefaultStream.Synchronize();
        _ring.Clear();
        _lane?.ComputePassed();
    }
}
