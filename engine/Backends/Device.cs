namespace NeuralCore;

using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

/// <summary>Where tensors live and are computed: one backend per floating element type.</summary>
public sealed class Device
{
    private readonly Lazy<Backend> _float32;
    private readonly Lazy<Backend> _float64;

    internal Device(string name, Func<Device, Backend> float32, Func<Device, Backend> float64)
    {
        Name = name;
        _float32 = new(() => float32(this));
        _float64 = new(() => float64(this));
    }

    /// <summary>The device's name as <c>--device</c> takes it.</summary>
    public string Name { get; }

    /// <summary>The literal formulas as loops, on one thread: the oracle.</summary>
    public static Device Reference { get; } = new("reference", d => new ReferenceBackend<float, F32>(d), d => new ReferenceBackend<double, F64>(d));

    /// <summary>Shapes without memory: kernels do nothing.</summary>
    public static Device Meta { get; } = new("meta", d => new MetaBackend(d, ElementType.Float32), d => new MetaBackend(d, ElementType.Float64));

    /// <summary>SIMD and threads.</summary>
    public static Device Cpu { get; } = new("cpu", CpuBackends.Float32, CpuBackends.Float64);

    /// <summary>The device that tensors are made on when none is named.</summary>
    public static Device Default => Cpu;

    /// <summary>
    /// The device with a name: <c>reference</c>, <c>cpu</c>, <c>meta</c>, <c>cuda[:n]</c>, <c>opencl[:n]</c>, <c>ptx</c> (CUDA's
    /// kernels in an interpreter), or <c>auto</c> for the first usable GPU, CUDA before OpenCL, and <c>cpu</c> where there is none.
    /// </summary>
    /// <exception cref="UsageException">No device is called so.</exception>
    /// <exception cref="DeviceException">It is the name of a GPU that is not there or cannot be used.</exception>
    public static Device Parse(string name)
    {
        var parts = name.Split(':');
        return parts switch
        {
            ["reference"] => Reference,
            ["cpu"] => Cpu,
            ["auto"] => Parse(GpuDiscovery.Best),
            ["meta"] => Meta,
            ["ptx"] => GpuDevices.Get("ptx", 0),
            ["cuda"] => GpuDevices.Get(name, GpuDiscovery.FirstNumber(CudaDiscovery.Driver)),
            ["opencl"] => GpuDevices.Get(name, GpuDiscovery.FirstNumber(OpenClDiscovery.Driver)),
            ["cuda" or "opencl", var number] when int.TryParse(number, out var n) && n >= 0 => GpuDevices.Get(parts[0], n),
            _ => throw new UsageException($"there is no device '{name}'; expected reference, cpu, cuda, cuda:n, opencl, opencl:n, ptx or auto"),
        };
    }

    /// <summary>The backend for a floating type; integers and Bool share the Float32 backend's storage.</summary>
    public Backend Backend(ElementType type) => type == ElementType.Float64 ? _float64.Value : _float32.Value;

    /// <summary>How much memory its tensors take; all host devices share one arena.</summary>
    public MemoryUse Memory => Backend(ElementType.Float32).Memory;

    /// <summary>Starts a new measurement of <see cref="MemoryUse.PeakBytesInUse"/>.</summary>
    public void ResetPeak() => Backend(ElementType.Float32).ResetPeak();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
