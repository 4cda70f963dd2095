using ILGPU.Runtime.Cuda;

namespace NeuralCore.Backends.Gpu;

/// <summary>The devices that the CUDA driver names.</summary>
internal static class CudaDiscovery
{
    private const string InstallRemedy = "with an NVIDIA GPU, install its driver from nvidia.com or your distribution; in a container, run with GPU access (docker run --gpus all)";

    private static readonly Lazy<(GpuDriverInfo Driver, IReadOnlyList<CudaDevice> Devices)> Found = new(Find);

    /// <summary>What was found.</summary>
    public static GpuDriverInfo Driver => Found.Value.Driver;

    /// <summary>The devices as ILGPU sees them, numbered as in <see cref="Driver"/>.</summary>
    public static IReadOnlyList<CudaDevice> Devices => Found.Value.Devices;

    /// <summary>Why a device with this architecture cannot be used with this driver, and the remedy.</summary>
    internal static (string? Reason, string? Remedy) Judge(CudaArchitecture architecture, CudaDriverVersion driver) =>
        CudaAccelerator.TryGetInstructionSet(architecture, driver, out var least, out _)
            ? (null, null)
            : ($"the driver speaks CUDA {driver.Major}.{driver.Minor}, and kernels for {architecture} need {least.Major}.{least.Minor}", "install a newer NVIDIA driver");

    private static (GpuDriverInfo, IReadOnlyList<CudaDevice>) Find()
    {
        DriverLibraries.Prepare();
        if (DriverLibraries.Find("cuda") is not { } library)
            return (Absent(DriverLibraries.Names("cuda") is [var first, ..] ? first : "libcuda", null, "no CUDA driver is installed"), []);
        return Ask(library);
    }

    /// <summary>What the driver in a library says of itself and of its devices.</summary>
    internal static (GpuDriverInfo Driver, IReadOnlyList<CudaDevice> Devices) Ask(string library)
    {
        try
        {
            if (!CudaAPI.CurrentAPI.IsSupported)
            {
                var (reason, remedy) = CudaStart.Judge(CudaStart.Code(library));
                return (new("CUDA", library, null, [], $"the CUDA driver in {library} {reason}", remedy), []);
            }
            CudaException.ThrowIfFailed(CudaAPI.CurrentAPI.GetDriverVersion(out var driver));
            var version = $"{driver.Major}.{driver.Minor}";
            CudaDevice[] devices = [.. CudaDevice.GetDevices(_ => true).Cast<CudaDevice>()];
            if (devices.Length == 0) return (Absent(library, version, $"CUDA {version} names no device"), []);
            return (new("CUDA", library, version, [.. devices.Select((device, i) => Describe(device, i, version))]), devices);
        }
        catch (Exception error)
        {
            return (Absent(library, null, $"the CUDA driver in {library} failed: {error.GetBaseException().Message}"), []);
        }
    }

    private static GpuDriverInfo Absent(string library, string? version, string reason) => new("CUDA", library, version, [], reason, InstallRemedy);

    private static GpuDeviceInfo Describe(CudaDevice device, int number, string version)
    {
        var architecture = device.Architecture!.Value;
        var target = ((CudaCapabilityContext)device.Capabilities).TargetArchitecture;
        var (reason, remedy) = Judge(target, device.DriverVersion);
        return new()
        {
            Id = $"cuda:{number}",
            Name = device.Name,
            Platform = "NVIDIA CUDA",
            Driver = version,
            Version = $"{architecture}{(target == architecture ? "" : $" (compiled for {target})")}, PTX {device.InstructionSet}",
            IsGpu = true,
            MemoryBytes = device.MemorySize,
            LargestAllocation = device.MemorySize,
            ComputeUnits = device.NumMultiprocessors,
            ClockMegahertz = device.ClockRate,
            GroupThreads = device.MaxNumThreadsPerGroup,
            SharedBytes = device.MaxSharedMemoryPerGroup,
            HasFloat64 = true,
            Capabilities = [.. Capabilities(device)],
            Reason = reason,
            Remedy = remedy,
        };
    }

    private static IEnumerable<string> Capabilities(CudaDevice device)
    {
        yield return $"warps of {device.WarpSize}";
        yield return $"{device.NumConcurrentCopyEngines} copy engines";
        if (device.SupportsMappingHostMemory) yield return "page-locked memory";
        if (device.HasECCSupport) yield return "ECC";
    }
}
