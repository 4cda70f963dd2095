namespace NeuralCore.Tests;

/// <summary>Devices by name for tests that run on several; a test is skipped where the machine lacks one.</summary>
internal static class DevicesUnderTest
{
    private static readonly string[]? Only = Environment.GetEnvironmentVariable("NEURALCORE_TEST_DEVICES")?.Split(',');

    /// <summary>A device; with NEURALCORE_TEST_DEVICES set, only those it names.</summary>
    public static Device Get(string name)
    {
        if (Only is not null && !Only.Contains(name)) Assert.Skip($"NEURALCORE_TEST_DEVICES leaves {name} out");
        try
        {
            return name == "simulator" ? NeuralCore.Backends.Gpu.GpuDevices.Get(name, 0) : Device.Parse(name);
        }
        catch (DeviceException error)
        {
            Assert.Skip($"needs the device {name}: {error.Message}");
            throw;
        }
    }
}
