using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>The GPU devices of this machine by name; each is opened at its first use and stays open.</summary>
internal static class GpuDevices
{
    private static readonly ConcurrentDictionary<string, Lazy<Device>> Opened = new();

    /// <summary>The device called <c>ptx</c>, <c>cuda[:n]</c>, <c>opencl[:n]</c> or <c>simulator</c>.</summary>
    /// <exception cref="DeviceException">It is not there or cannot be used.</exception>
    public static Device Get(string kind, int number)
    {
        var name = kind is "cuda" or "opencl" ? $"{kind}:{number}" : kind;
        return Opened.GetOrAdd(name, _ => new(() => Open(name, kind, number))).Value;
    }

    /// <summary>The machine behind a device of this class.</summary>
    public static GpuRuntime Runtime(Device device) => ((GpuBackend<GpuF32>)device.Backend(ElementType.Float32)).Runtime;

    private static Device Open(string name, string kind, int number)
    {
        GpuRuntime runtime = kind switch
        {
            "ptx" => new PtxRuntime(),
            "cuda" => Cuda(name, number),
            "opencl" => OpenCl(name, number),
            _ => Simulator(name),
        };
        return new(name, d => new GpuBackend<GpuF32>(d, runtime), d => new GpuBackend<GpuF64>(d, runtime));
    }

    private static AcceleratorRuntime Cuda(string name, int number)
    {
        GpuDiscovery.Require(CudaDiscovery.Driver, number);
        var context = Context.Create(b => Options(b));
        return new(name, CudaDiscovery.Devices[number].CreateAccelerator(context), hasFloat64: true);
    }

    private static AcceleratorRuntime OpenCl(string name, int number)
    {
        GpuDiscovery.Require(OpenClDiscovery.Driver, number);
        var device = OpenClDiscovery.Devices[number];
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(device.Capabilities, true);
        return new(name, device.CreateAccelerator(Context.Create(b => Options(b))), device.Capabilities.Float64);
    }

    private static AcceleratorRuntime Simulator(string name)
    {
        var context = Context.Create(b => Options(b).CPU(new CPUDevice(32, 8, 1)));
        return new(name, context.GetDevice<CPUDevice>(0).CreateAccelerator(context), hasFloat64: true);
    }

    private static Context.Builder Options(Context.Builder builder) => builder.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive);
}
