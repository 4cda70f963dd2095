using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Compiler = ILGPU.Backends.Backend;
using IlgpuDevice = ILGPU.Runtime.Device;

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

    /// <summary>Opens a device that shares nothing with those of <see cref="Get"/>; on OpenCL also as if it did not compute with doubles.</summary>
    /// <exception cref="DeviceException">It is not there or cannot be used.</exception>
    internal static Device Open(string name, string kind, int number, bool withoutFloat64 = false)
    {
        GpuRuntime runtime = kind switch
        {
            "ptx" => new PtxRuntime(),
            "cuda" => Cuda(name, number),
            "opencl" => OpenCl(name, number, withoutFloat64),
            _ => Simulator(name),
        };
        return new(name, d => new GpuBackend<GpuF32>(d, runtime), d => new GpuBackend<GpuF64>(d, runtime));
    }

    private static AcceleratorRuntime Cuda(string name, int number)
    {
        var facts = GpuDiscovery.Require(CudaDiscovery.Driver, number);
        var device = CudaDiscovery.Devices[number];
        var target = (CudaCapabilityContext)device.Capabilities;
        return Open(name, device, context => new PTXBackend(context, target, target.TargetArchitecture, device.InstructionSet!.Value, null), facts);
    }

    private static AcceleratorRuntime OpenCl(string name, int number, bool withoutFloat64)
    {
        var facts = GpuDiscovery.Require(OpenClDiscovery.Driver, number);
        var device = OpenClDiscovery.Devices[number];
        // ILGPU asks for what kernels do not need, once the loader has mended them.
        foreach (var capability in (string[])[nameof(CLCapabilityContext.GenericAddressSpace), nameof(CLCapabilityContext.Float64)])
            typeof(CLCapabilityContext).GetProperty(capability)!.SetValue(device.Capabilities, true);
        return Open(
            name, device, context => new CLBackend(context, device.Capabilities, device.Vendor, device.CLStdVersion),
            withoutFloat64 ? facts with { HasFloat64 = false } : facts);
    }

    // ILGPU's simulator compiles with what runs it.
    private static AcceleratorRuntime Simulator(string name)
    {
        var device = new CPUDevice(32, 8, 1);
        return Open(name, device, context => (Compiler)typeof(Accelerator)
            .GetProperty("Backend", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(device.CreateAccelerator(context))!, null);
    }

    private static AcceleratorRuntime Open(string name, IlgpuDevice device, Func<Context, Compiler> compiler, GpuDeviceInfo? facts)
    {
        try
        {
            return new(name, device.CreateAccelerator(Context.Create(builder => KernelCompiler.Options(builder))), compiler, facts?.LargestAllocation ?? int.MaxValue, facts?.HasFloat64 ?? true);
        }
        catch (Exception error)
        {
            throw new DeviceException($"the device {name} ({device.Name}) cannot be opened: {DriverErrors.Reason(error)}; another program may hold it or its memory", error);
        }
    }
}
