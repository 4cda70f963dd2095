using System.Diagnostics;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Backends.Gpu;

/// <summary>A CUDA device without one: kernels are compiled to PTX, which the interpreter runs with every check it has. What the lint complains of is not run at all.</summary>
internal sealed class PtxRuntime : GpuRuntime
{
    private readonly Lock _lock = new();
    private readonly KernelCompiler _compiler;
    private readonly PtxMemory _memory = new();
    private readonly PtxBuffers _buffers;
    private readonly Dictionary<Type, PtxProgram> _programs = [];

    public PtxRuntime()
    {
        // ILGPU's views need buffers: those of the smallest simulated device, whose memory is the host's.
        var context = Context.Create(builder => KernelCompiler.Options(builder));
        _buffers = new(new CPUDevice(2, 1, 1).CreateAccelerator(context), _memory, _lock);
        var architecture = new CudaArchitecture(8, 0);
        _compiler = new(Name, own => new PTXBackend(own, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null));
    }

    /// <inheritdoc/>
    public override string Name => "ptx";

    /// <inheritdoc/>
    public override GpuLimits Limits { get; } = new(1024, 48 << 10, long.MaxValue, HasFloat64: true);

    /// <summary>Whether two threads at the same shared bytes without a barrier between them are reported; shared memory is about three times slower then.</summary>
    public bool WatchesRaces { get; set; } = Environment.GetEnvironmentVariable("NEURALCORE_PTX_RACES") == "1";

    /// <summary>The programs compiled so far.</summary>
    public IReadOnlyList<PtxProgram> Programs
    {
        get
        {
            lock (_lock) return [.. _programs.Values];
        }
    }

    /// <summary>The instructions executed so far, counted once a thread: what there is to compare kernels by without a GPU.</summary>
    public long Executed { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyList<GpuProgram> Compiled => [.. Programs.Select(program => program.Told)];

    /// <inheritdoc/>
    public override MemoryUse Memory => _buffers.Use;

    /// <inheritdoc/>
    public override void ResetPeak() => _buffers.ResetPeak();

    /// <inheritdoc/>
    public override GpuMemory Take(long bytes)
    {
        if (bytes == 0) return default;
        var buffer = _buffers.Take(bytes);
        return new(buffer.AsRawArrayView(), buffer);
    }

    /// <inheritdoc/>
    public override void Give(GpuMemory memory) => _buffers.Give((MemoryBuffer)memory.Owner!);

    /// <inheritdoc/>
    public override void Launch<K>(in K kernel, Groups groups)
    {
        if (groups.IsEmpty) return;
        lock (_lock)
        {
            if (!_programs.TryGetValue(typeof(K), out var program)) _programs[typeof(K)] = program = Load<K>();
            Executed += program.Kernel.Launch(
                _memory, new(groups.X, groups.Y, groups.Z), new(K.GroupSize), PtxArguments.Of(kernel, program.Kernel.ParameterBytes, _buffers.Addresses),
                options: new() { Threads = Environment.ProcessorCount, MaxSharedBytes = Limits.SharedBytes, WatchRaces = WatchesRaces });
        }
    }

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<byte> source, ArrayView<byte> target) => source.CopyTo(Span(target));

    /// <inheritdoc/>
    public override void Download(ArrayView<byte> source, Span<byte> target) => Span(source).CopyTo(target);

    /// <inheritdoc/>
    public override void Copy(ArrayView<byte> source, ArrayView<byte> target) => Span(source).CopyTo(Span(target));

    /// <inheritdoc/>
    public override void Synchronize() { }

    private PtxProgram Load<K>() where K : struct, IKernel
    {
        var start = Stopwatch.GetTimestamp();
        var text = ((PTXCompiledKernel)_compiler.Compile<K>()).PTXAssembly;
        var lint = PtxLint.Check(text, PtxProgram.MostLiveRegisters);
        string[] complaints = [.. lint.Complaints];
        return complaints.Length == 0
            ? new(typeof(K), text, PtxKernel.Compile(text), lint, Stopwatch.GetElapsedTime(start))
            : throw new DeviceException($"the device {Name} refuses the kernel {KernelName.Of<K>()}: {string.Join("; ", complaints)}");
    }

    private static unsafe Span<byte> Span(ArrayView<byte> view) => view.Length == 0
        ? []
        : new((byte*)((IContiguousArrayView)view).Buffer.NativePtr + ((IContiguousArrayView)view).Index, checked((int)view.Length));
}
