using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary><c>neuralcore devices</c> names everything that computes, and what to do about what does not.</summary>
public sealed class DevicesTests
{
    [Fact]
    public async Task Every_device_is_listed_and_one_is_auto()
    {
        var (table, json) = (await CommandLine.RunAsync("devices"), (await CommandLine.RunAsync("devices", "--json")).Json);
        var names = json.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("device").GetString()!).ToArray();
        Assert.Equal(["reference", "cpu", "ptx", .. GpuDiscovery.Devices.Select(d => d.Id)], names);
        foreach (var name in names) Assert.Contains($" {name} ", table.Output);
        Assert.Equal(GpuDiscovery.Best, json.GetProperty("auto").GetString());
        Assert.Single(json.GetProperty("devices").EnumerateArray(), d => d.GetProperty("isAuto").GetBoolean());
        Assert.Contains("yes, auto", table.Output);
        Assert.Equal("", table.Error);
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_with_the_reason_and_the_remedy()
    {
        var table = await CommandLine.RunAsync("devices");
        Assert.Equal(ExitCodes.Ok, table.Code);
        foreach (var driver in GpuDiscovery.Drivers.Where(driver => !driver.IsPresent))
            Assert.Contains($"No {driver.Api} device: {driver.Reason} ({driver.Library}). Remedy: {driver.Remedy}.", table.Output);
        foreach (var device in GpuDiscovery.Devices.Where(device => !device.IsUsable))
            Assert.Contains($"cannot be used: {device.Reason}. Remedy: {device.Remedy}.", table.Output);
    }
}
