using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

public class GpuDiscoveryTests
{
    [Fact]
    public void Every_driver_names_devices_or_says_why_not_and_what_to_do()
    {
        foreach (var driver in GpuDiscovery.Drivers)
        {
            Assert.Equal(driver.IsPresent, driver.Devices.Count > 0);
            if (!driver.IsPresent) Assert.True(driver.Reason!.Length > 0 && driver.Remedy!.Length > 0, $"{driver}");
            foreach (var (i, device) in driver.Devices.Index())
            {
                Assert.Equal($"{driver.Api.ToLowerInvariant()}:{i}", device.Id);
                Assert.True(device.MemoryBytes > 0 && device.GroupThreads > 0 && device.ComputeUnits > 0, $"{device}");
                Assert.Equal(device.IsUsable, device.Remedy is null);
            }
        }
    }

    [Fact]
    public void Auto_never_chooses_an_OpenCL_device_that_computes_on_the_CPU()
    {
        var chosen = Device.Parse("auto");
        if (chosen == Device.Cpu) Assert.DoesNotContain(GpuDiscovery.Devices, device => device is { IsUsable: true, IsGpu: true });
        else Assert.True(GpuDiscovery.Devices.Single(device => device.Id == chosen.Name).IsGpu);
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error_that_names_what_is_there_and_what_to_do()
    {
        foreach (var driver in GpuDiscovery.Drivers)
        {
            var name = $"{driver.Api.ToLowerInvariant()}:99";
            var error = Assert.Throws<DeviceException>(() => Device.Parse(name));
            Assert.Contains($"there is no device {name}", error.Message);
            Assert.Contains(driver.IsPresent ? driver.Devices[0].Id : driver.Remedy!, error.Message);
        }
    }

    [Theory]
    [InlineData("0 gpu usable, 1 gpu usable", 0)]
    [InlineData("0 cpu usable, 1 gpu usable", 1)]
    [InlineData("0 gpu broken, 1 cpu usable", 1)]
    [InlineData("0 gpu broken, 1 cpu usable, 2 gpu usable", 2)]
    [InlineData("0 gpu broken", 0)]
    [InlineData("", 0)]
    public void Without_a_number_the_first_usable_GPU_is_meant_then_the_first_usable_device(string devices, int expected)
    {
        var list = devices.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(text => Info(text.Split(' ')));
        Assert.Equal(expected, GpuDiscovery.FirstNumber(new("OpenCL", "lib", null, [.. list])));
    }

    [Fact]
    public void A_device_that_cannot_be_used_is_refused_with_the_reason_and_the_remedy()
    {
        var error = Assert.Throws<DeviceException>(() => GpuDiscovery.Require(new("OpenCL", "lib", null, [Info(["0", "gpu", "broken"])]), 0));
        Assert.Equal("the device opencl:0 (test) cannot be used: it is broken; mend it", error.Message);
    }

    [Fact]
    public void Old_drivers_and_small_devices_are_told_apart_from_those_that_serve()
    {
        Assert.Null(OpenClDiscovery.Judge(CLCVersion.CL12, 32 << 10, 256).Reason);
        Assert.Contains("OpenCL C 1.1", OpenClDiscovery.Judge(CLCVersion.CL11, 32 << 10, 256).Reason);
        Assert.Contains("16 KiB", OpenClDiscovery.Judge(CLCVersion.CL30, 16 << 10, 256).Reason);
        Assert.Contains("128 threads", OpenClDiscovery.Judge(CLCVersion.CL30, 32 << 10, 128).Reason);
        Assert.Null(CudaDiscovery.Judge(CudaArchitecture.SM_80, CudaDriverVersion.FromMajorMinor(12, 4)).Reason);
        Assert.Contains("speaks CUDA 9.0", CudaDiscovery.Judge(CudaArchitecture.SM_80, CudaDriverVersion.FromMajorMinor(9, 0)).Reason);
    }

    [Theory]
    [InlineData(100, "sees no GPU", "CUDA_VISIBLE_DEVICES")]
    [InlineData(34, "stub", "LD_LIBRARY_PATH")]
    [InlineData(802, "not ready", "fabricmanager")]
    [InlineData(803, "another version", "restart the machine")]
    [InlineData(804, "forward compatibility", "cuda/compat")]
    [InlineData(999, "CUDA error 999", "nvidia-smi")]
    public void A_driver_that_does_not_start_is_told_with_the_reason_and_the_remedy(int code, string reason, string remedy)
    {
        var told = CudaStart.Judge(code);
        Assert.Contains(reason, told.Reason);
        Assert.Contains(remedy, told.Remedy);
    }

    private static GpuDeviceInfo Info(string[] words) => new()
    {
        Id = $"opencl:{words[0]}",
        Name = "test",
        Platform = "test",
        Driver = "1",
        Version = "OpenCL 3.0, C 1.2",
        IsGpu = words[1] == "gpu",
        MemoryBytes = 1 << 30,
        LargestAllocation = 1 << 28,
        ComputeUnits = 1,
        ClockMegahertz = 0,
        GroupThreads = 256,
        SharedBytes = 32 << 10,
        HasFloat64 = true,
        Capabilities = [],
        Reason = words[2] == "broken" ? "it is broken" : null,
        Remedy = words[2] == "broken" ? "mend it" : null,
    };
}
