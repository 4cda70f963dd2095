using System.Diagnostics;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Backends.Gpu;

/// <summary>Compiles each kernel at its first launch, mends what ILGPU wrote wrongly, and keeps what launches it.</summary>
/// <param name="device">The device's name.</param>
/// <param name="accelerator">The device.</param>
/// <param name="compiler">What translates kernels for it.</param>
/// <param name="errors">What failures become.</param>
/// <param name="hasFloat64">Whether the device computes with doubles.</param>
internal sealed class KernelLoader(string device, Accelerator accelerator, KernelCompiler compiler, DriverErrors errors, bool hasFloat64)
{
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly List<(GpuProgram Program, Kernel Kernel)> _compiled = [];

    /// <summary>The kernels compiled so far, in the order of their first launches.</summary>
    public IReadOnlyList<GpuProgram> Compiled => [.. _compiled.Select(entry => Describe(entry.Program, entry.Kernel))];

    /// <summary>What launches a kernel: an action on a stream, the groups and the kernel.</summary>
    /// <exception cref="DeviceException">ILGPU or the driver refuses it: names the kernel and what the driver's log says first.</exception>
    public Delegate Launcher<K>() where K : struct, IKernel =>
        _launchers.TryGetValue(typeof(K), out var launcher) ? launcher : _launchers[typeof(K)] = Load<K>();

    private Delegate Load<K>() where K : struct, IKernel
    {
        var start = Stopwatch.GetTimestamp();
        var compiled = compiler.Compile<K>();
        try
        {
            if (compiled is CLCompiledKernel written) compiled = Mended<K>(written);
            var kernel = accelerator.LoadKernel(compiled);
            var launcher = kernel.CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, K>>();
            var text = compiled switch { CLCompiledKernel cl => cl.Source, PTXCompiledKernel ptx => ptx.PTXAssembly, _ => "" };
            _compiled.Add((new(KernelName.Of<K>(), text) { CompileTime = Stopwatch.GetElapsedTime(start) }, kernel));
            return launcher;
        }
        catch (Exception error)
        {
            var log = error is DeviceException ? "" : DriverLog.Of(accelerator, compiled);
            var report = errors.Report($"loading kernel {KernelName.Of<K>()}{(log.Length > 0 ? $" (the driver's log: {log})" : "")}", error);
            compiler.Refuse<K>(report.Message);
            throw report;
        }
    }

    private CLCompiledKernel Mended<K>(CLCompiledKernel kernel) where K : struct, IKernel
    {
        var source = OpenClRepair.Mend(kernel.Source);
        if (!hasFloat64) source = OpenClSingles.Mend(source);
        var found = OpenClCheck.Fault(source) ?? (hasFloat64 ? null : OpenClSingles.Fault(source));
        if (found is { } fault) throw new DeviceException($"kernel {KernelName.Of<K>()} cannot run on {device}: {fault}");
        var entry = (SeparateViewEntryPoint)typeof(CompiledKernel)
            .GetProperty("EntryPoint", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(kernel)!;
        return new(accelerator.Context, entry, kernel.Info, source, kernel.CVersion);
    }

    private static GpuProgram Describe(GpuProgram program, Kernel kernel)
    {
        var (registers, localBytes) = DriverFacts.Of(kernel);
        program = program with { Registers = registers, LocalBytes = localBytes };
        return kernel is CudaKernel ? PtxProgram.Linted(program, PtxLint.Check(program.Text, PtxProgram.MostLiveRegisters)) : program;
    }
}
