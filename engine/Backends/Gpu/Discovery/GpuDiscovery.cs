using NeuralCore.Backends.Gpu;

namespace NeuralCore;

/// <summary>Which GPUs this machine has, and why one that is there cannot be used; asks the drivers, opens no device, never throws.</summary>
public static class GpuDiscovery
{
    /// <summary>CUDA and OpenCL, in this order, each with its devices; looked up once in a process.</summary>
    public static IReadOnlyList<GpuDriverInfo> Drivers => [CudaDiscovery.Driver, OpenClDiscovery.Driver];

    /// <summary>Every device of every driver, those that cannot be used too.</summary>
    public static IEnumerable<GpuDeviceInfo> Devices => Drivers.SelectMany(driver => driver.Devices);

    /// <summary>The name of the device that <c>auto</c> stands for: the first usable CUDA device, then the first usable OpenCL GPU, else <c>cpu</c>.</summary>
    /// <remarks>An OpenCL device that computes on the CPU is never chosen: our own CPU kernels are faster.</remarks>
    public static string Best => Devices.FirstOrDefault(device => device is { IsUsable: true, IsGpu: true })?.Id ?? Device.Cpu.Name;

    /// <summary>The number that <c>cuda</c> or <c>opencl</c> without one stands for: the first usable GPU, else the first usable device, else 0.</summary>
    internal static int FirstNumber(GpuDriverInfo driver)
    {
        var devices = driver.Devices.Index().Where(device => device.Item.IsUsable).ToList();
        return devices.Concat([(0, null!)]).First(device => device.Item is null || device.Item.IsGpu || !devices.Any(other => other.Item.IsGpu)).Index;
    }

    /// <summary>A usable device's number and facts.</summary>
    /// <exception cref="DeviceException">There is none of the number, or it cannot be used: says why, and what to do.</exception>
    internal static GpuDeviceInfo Require(GpuDriverInfo driver, int number)
    {
        var name = $"{driver.Api.ToLowerInvariant()}:{number}";
        if (!driver.IsPresent) throw new DeviceException($"there is no device {name}: {driver.Reason}; {driver.Remedy}");
        if (number >= driver.Devices.Count)
            throw new DeviceException($"there is no device {name}: {driver.Api} names {driver.Devices.Count}, {string.Join(", ", driver.Devices.Select(d => $"{d.Id} ({d.Name})"))}; choose one of them");
        var device = driver.Devices[number];
        return device.IsUsable ? device : throw new DeviceException($"the device {name} ({device.Name}) cannot be used: {device.Reason}; {device.Remedy}");
    }
}
