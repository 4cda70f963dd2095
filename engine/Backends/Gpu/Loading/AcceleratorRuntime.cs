using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu.Ptx;
using Compiler = ILGPU.Backends.Backend;

namespace NeuralCore.Backends.Gpu;

/// <summary>A device that ILGPU drives: CUDA, OpenCL, or its simulator on the CPU.</summary>
internal sealed class AcceleratorRuntime : GpuRuntime
{
    private readonly Lock _lock = new();
    private readonly Accelerator _accelerator;
    private readonly Compiler _compiler;
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly List<(GpuProgram Program, Kernel Kernel)> _compiled = [];
    private readonly Queue<MemoryBuffer> _given = [];

    public AcceleratorRuntime(string name, Accelerator accelerator, bool hasFloat64)
    {
        (Name, _accelerator) = (name, accelerator);
        _compiler = (Compiler)Hidden(typeof(Accelerator), "Backend").GetValue(accelerator)!;
        if (accelerator is CLAccelerator) UnorderedComparisons.AddTo(_compiler);
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
            lock (_lock) return [.. _compiled.Select(entry => Describe(entry.Program, entry.Kernel))];
        }
    }

    /// <inheritdoc/>
    public override GpuMemory Take(long bytes)
    {
        if (bytes == 0) return default;
        lock (_lock)
        {
            while (_given.TryDequeue(out var old)) old.Dispose();
            var buffer = _accelerator.AllocateRaw(bytes, 1);
            return new(buffer.AsRawArrayView(), buffer);
        }
    }

    /// <inheritdoc/>
    public override void Give(GpuMemory memory)
    {
        lock (_lock) _given.Enqueue((MemoryBuffer)memory.Owner!);
    }

    /// <inheritdoc/>
    public override void Launch<K>(in K kernel, Groups groups)
    {
        if (groups.IsEmpty) return;
        lock (_lock)
        {
            if (!_launchers.TryGetValue(typeof(K), out var launcher)) _launchers[typeof(K)] = launcher = Load<K>();
            var config = new KernelConfig(new Index3D(groups.X, groups.Y, groups.Z), new Index3D(K.GroupSize, 1, 1));
            Unsafe.As<Action<AcceleratorStream, KernelConfig, K>>(launcher)(_accelerator.DefaultStream, config, kernel);
        }
    }

    /// <inheritdoc/>
    public override unsafe void Upload(ReadOnlySpan<byte> source, ArrayView<byte> target)
    {
        if (source.IsEmpty) return;
        lock (_lock)
            fixed (byte* first = source)
            {
                target.CopyFromCPUUnsafeAsync(_accelerator.DefaultStream, ref *first, source.Length);
                _accelerator.DefaultStream.Synchronize();
            }
    }

    /// <inheritdoc/>
    public override unsafe void Download(ArrayView<byte> source, Span<byte> target)
    {
        if (target.IsEmpty) return;
        lock (_lock)
            fixed (byte* first = target)
            {
                source.CopyToCPUUnsafeAsync(_accelerator.DefaultStream, ref *first, target.Length);
                _accelerator.DefaultStream.Synchronize();
            }
    }

    /// <inheritdoc/>
    public override void Copy(ArrayView<byte> source, ArrayView<byte> target)
    {
        if (source.Length == 0) return;
        lock (_lock) source.CopyTo(_accelerator.DefaultStream, target);
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        lock (_lock) _accelerator.DefaultStream.Synchronize();
    }

    private Delegate Load<K>() where K : struct, IKernel
    {
        var start = Stopwatch.GetTimestamp();
        var compiled = KernelEntry.Compile<K>(_compiler, Name);
        if (compiled is CLCompiledKernel written)
        {
            var entry = (SeparateViewEntryPoint)Hidden(typeof(CompiledKernel), "EntryPoint").GetValue(written)!;
            compiled = new CLCompiledKernel(_accelerator.Context, entry, written.Info, OpenClRepair.Mend(written.Source), written.CVersion);
        }
        var kernel = _accelerator.LoadKernel(compiled);
        var text = compiled switch { CLCompiledKernel cl => cl.Source, PTXCompiledKernel ptx => ptx.PTXAssembly, _ => "" };
        _compiled.Add((new(KernelName.Of<K>(), text) { CompileTime = Stopwatch.GetElapsedTime(start) }, kernel));
        return kernel.CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, K>>();
    }

    private static GpuProgram Describe(GpuProgram program, Kernel kernel)
    {
        var (registers, localBytes) = DriverFacts.Of(kernel);
        program = program with { Registers = registers, LocalBytes = localBytes };
        return kernel is CudaKernel ? PtxProgram.Linted(program, PtxLint.Check(program.Text, PtxProgram.MostLiveRegisters)) : program;
    }

    private static PropertyInfo Hidden(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
}
