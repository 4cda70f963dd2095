namespace NeuralCore.Tests;

/// <summary>Devices by name for tests that run on several; a test is skipped where the machine lacks one.</summary>
internal static class DevicesUnderTest
{
    private static readonly string[]? Only = Environment.GetEnvironmentVariable("NEURALCORE_TEST_DEVICES")?.Split(',');

    /// <summary>A row of a theory for each GPU: the ptx device by default, OpenCL's among the long tests, since its compiler takes some tenths of a second for each kernel that it meets for the first time.</summary>
    public static IEnumerable<TheoryDataRow<string>> Gpus => [new("ptx"), Long(new TheoryDataRow<string>("opencl"))];

    /// <summary>The row among the long tests.</summary>
    public static R Long<R>(R row) where R : TheoryDataRowBase
    {
        row.Traits["Category"] = ["Long"];
        return row;
    }

    /// <summary>The row among the long tests if its device is OpenCL's.</summary>
    public static R LongOnOpenCl<R>(string device, R row) where R : TheoryDataRowBase => device == "opencl" ? Long(row) : row;

    /// <summary>OpenCL's device as if it lacked cl_khr_fp64, by the name <c>opencl without Float64</c>.</summary>
    private static readonly Lazy<Device> Single = new(() => NeuralCore.Backends.Gpu.GpuDevices.Open("opencl without Float64", "opencl", 0, withoutFloat64: true));

    /// <summary>OpenCL's device, opened anew: its memory is nobody else's.</summary>
    public static Device OwnOpenCl()
    {
        Get("opencl");
        return NeuralCore.Backends.Gpu.GpuDevices.Open("opencl:0", "opencl", 0);
    }

    /// <summary>A device; with NEURALCORE_TEST_DEVICES set, only those it names.</summary>
    public static Device Get(string name)
    {
        if (Only is not null && !Only.Contains(name)) Assert.Skip($"NEURALCORE_TEST_DEVICES leaves {name} out");
        try
        {
            if (name == "opencl without Float64") return Single.Value;
            return name == "simulator" ? NeuralCore.Backends.Gpu.GpuDevices.Get(name, 0) : Device.Parse(name);
        }
        catch (DeviceException error)
        {
            Assert.Skip($"needs the device {name}: {error.Message}");
            throw;
        }
    }
}
