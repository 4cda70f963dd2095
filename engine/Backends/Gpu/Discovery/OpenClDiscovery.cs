using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>The devices of every OpenCL platform.</summary>
/// <remarks>
/// ILGPU by itself passes over devices without the generic address space, an optional part of OpenCL 3.0 that NVIDIA's
/// driver and PoCL lack. Our kernels do not need it: every pointer in what ILGPU writes for them, with everything inlined,
/// names its space, and <see cref="OpenClCheck"/> refuses a text where one does not. So such a device is used like any other.
/// </remarks>
internal static class OpenClDiscovery
{
    private static readonly Lazy<(GpuDriverInfo Driver, IReadOnlyList<CLDevice> Devices)> Found = new(Find);

    /// <summary>What was found.</summary>
    public static GpuDriverInfo Driver => Found.Value.Driver;

    /// <summary>The devices as ILGPU sees them, numbered as in <see cref="Driver"/>.</summary>
    public static IReadOnlyList<CLDevice> Devices => Found.Value.Devices;

    /// <summary>Why a device of this OpenCL C and with this much shared memory cannot be used, and the remedy.</summary>
    internal static (string? Reason, string? Remedy) Judge(CLCVersion language, int sharedBytes, int groupThreads)
    {
        if (language < CLCVersion.CL12) return ($"it speaks OpenCL C {language.Major}.{language.Minor}, and kernels need 1.2", "install a newer driver");
        if (groupThreads < 256) return ($"a group has at most {groupThreads} threads there, and kernels need 256", "use another device");
        return sharedBytes < 32 << 10 ? ($"a group has {sharedBytes >> 10} KiB of shared memory there, and kernels need 32", "use another device") : (null, null);
    }

    private static (GpuDriverInfo, IReadOnlyList<CLDevice>) Find()
    {
        DriverLibraries.Prepare();
        if (DriverLibraries.Find("opencl") is not { } library)
            return (Absent(DriverLibraries.Names("opencl")[0], "no OpenCL is installed", "on Debian or Ubuntu: apt-get install ocl-icd-libopencl1, and the GPU's own OpenCL driver"), []);
        try
        {
            if (!CLAPI.CurrentAPI.IsSupported)
                return (Absent(library, "OpenCL is installed, but no driver with it (/etc/OpenCL/vendors names none)", "install the GPU's OpenCL driver: nvidia-opencl-icd, rocm-opencl-icd, intel-opencl-icd, or pocl-opencl-icd to try it on the CPU"), []);
            CLDevice[] devices = [.. CLDevice.GetDevices(_ => true).Cast<CLDevice>()];
            if (devices.Length == 0) return (Absent(library, "the OpenCL drivers name no device", "see with clinfo which driver fails; the user may lack access to /dev/dri (group render)"), []);
            var platforms = string.Join(", ", devices.Select(device => device.PlatformName).Distinct());
            return (new("OpenCL", library, platforms, [.. devices.Select(Describe)]), devices);
        }
        catch (Exception error)
        {
            return (Absent(library, $"OpenCL in {library} failed: {error.GetBaseException().Message}", "see with clinfo which driver fails"), []);
        }
    }

    private static GpuDriverInfo Absent(string library, string reason, string remedy) => new("OpenCL", library, null, [], reason, remedy);

    private static GpuDeviceInfo Describe(CLDevice device, int number)
    {
        var (reason, remedy) = Judge(device.CLStdVersion, device.MaxSharedMemoryPerGroup, device.MaxNumThreadsPerGroup);
        return new()
        {
            Id = $"opencl:{number}",
            Name = device.Name.Trim(),
            Platform = device.PlatformName,
            Driver = CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION),
            Version = $"OpenCL {device.DeviceVersion}, C {device.CVersion.Major}.{device.CVersion.Minor}",
            IsGpu = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU),
            MemoryBytes = device.MemorySize,
            LargestAllocation = CLAPI.CurrentAPI.GetDeviceInfo<long>(device.DeviceId, CLDeviceInfoType.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
            ComputeUnits = device.NumMultiprocessors,
            ClockMegahertz = device.ClockRate,
            GroupThreads = device.MaxNumThreadsPerGroup,
            SharedBytes = device.MaxSharedMemoryPerGroup,
            HasFloat64 = device.Capabilities.Float64,
            Capabilities = [.. Capabilities(device)],
            Reason = reason,
            Remedy = remedy,
        };
    }

    private static IEnumerable<string> Capabilities(CLDevice device)
    {
        if (device.WarpSize > 0) yield return $"warps of {device.WarpSize}";
        if (!device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU)) yield return "computes on the CPU";
        yield return device.Capabilities.GenericAddressSpace ? "generic address space" : "no generic address space (not needed)";
        if (device.Capabilities.Float16) yield return "half";
    }
}
