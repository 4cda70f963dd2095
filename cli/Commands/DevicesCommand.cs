using System.CommandLine;
using System.Text.Json;
using NeuralCore.Cli.Devices;
using NeuralCore.Cli.SelfTests;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore devices</c>: what can compute here, and what could but cannot; with <c>--selftest</c> whether a GPU computes right, and how fast.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        var selfTest = new Option<string?>("--selftest")
        {
            Description = "Test a GPU: compiles every kernel, some hundreds, holds all against the CPU, measures. Takes some minutes, most of them the compiler's of the GPU's driver; with PoCL about five. Without a name the one that auto stands for.",
            HelpName = "cuda[:n]|opencl[:n]|ptx",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var report = CheckedOptions.Name("--report", "Where the self-test's report goes (neuralcore-selftest-DEVICE.md).", "file");
        var dump = CheckedOptions.Name("--dump", "Writes the text of every kernel that the self-test compiled, PTX or OpenCL C, into a folder.", "folder");
        var json = CommonOptions.Json();
        var command = new Command("devices", "Lists every device, and why one that is there cannot be used; tests a GPU.") { selfTest, report, dump, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var tests = parsed.GetResult(selfTest) is not null;
            if (!tests && (parsed.GetValue(report) ?? parsed.GetValue(dump)) is not null)
                throw new UsageException("--report and --dump are for --selftest; expected it beside them");
            if (tests)
                return new SelfTestCommand(terminal, parsed.GetValue(json), SelfTest.Checks).Run(
                    parsed.GetValue(selfTest), parsed.GetValue(report), parsed.GetValue(dump), cancellation);
            var rows = DeviceRow.All();
            if (parsed.GetValue(json)) PrintJson(terminal, rows);
            else PrintTable(terminal, rows);
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return command;
    }

    private static void PrintJson(Terminal terminal, IReadOnlyList<DeviceRow> rows) => terminal.Output.WriteLine(JsonSerializer.Serialize(
        new
        {
            Auto = GpuDiscovery.Best,
            Devices = rows,
            Drivers = GpuDiscovery.Drivers.Select(d => new { d.Api, d.Library, d.Version, d.IsPresent, d.Reason, d.Remedy }),
        },
        JsonText.Indented));

    private static void PrintTable(Terminal terminal, IReadOnlyList<DeviceRow> rows)
    {
        terminal.Tables.Write(DeviceTable.Of(rows));
        foreach (var row in rows.Where(row => !row.IsUsable))
            terminal.Output.WriteLine($"{row.Device} ({row.Name}) cannot be used: {row.Reason}. Remedy: {row.Remedy}.");
        foreach (var driver in GpuDiscovery.Drivers.Where(driver => !driver.IsPresent))
            terminal.Output.WriteLine($"No {driver.Api} device: {driver.Reason} ({driver.Library}). Remedy: {driver.Remedy}.");
    }
}
