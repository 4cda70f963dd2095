namespace NeuralCore.Tests;

/// <summary>Devices by name for tests that run on several; a test is skipped where the machine lacks one.</summary>
internal static class DevicesUnderTest
{
    public static Device Get(string name)
    {
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
