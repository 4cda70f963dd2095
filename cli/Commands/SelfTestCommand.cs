using System.Globalization;
using System.Text.Json;
using NeuralCore.Cli.SelfTests;
using Spectre.Console;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore devices --selftest</c>: the first run on real hardware.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="json">Whether as JSON.</param>
/// <param name="checks">What is checked.</param>
internal sealed class SelfTestCommand(Terminal terminal, bool json, IReadOnlyList<ISelfCheck> checks)
{
    /// <summary>Tests a device, writes the report, prints the table.</summary>
    /// <param name="name">The device; null for the best GPU.</param>
    /// <param name="report">The report's file; null for the usual name in the current folder.</param>
    /// <param name="dump">The folder for the kernels' texts, if wanted.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <exception cref="DeviceException">The device is not there or cannot be used.</exception>
    /// <exception cref="DataException">The report or the dump has no folder, or cannot be written.</exception>
    public int Run(string? name, string? report, string? dump, CancellationToken cancellation)
    {
        var stand = Open(name ?? Best(), cancellation);
        report ??= SelfTestReport.FileName(stand.Device);
        if (Path.GetDirectoryName(Path.GetFullPath(report)) is { } folder && !Directory.Exists(folder))
            throw new DataException($"the report cannot go to {report}: there is no folder {folder}; make it first");
        if (Directory.Exists(report)) throw new DataException($"the report cannot go to {report}, which is a folder; expected the name of a file");
        terminal.Error.WriteLine($"testing {stand.Device} ({stand.Info?.Name ?? "the interpreter of PTX"}); this takes some minutes{(stand.IsInterpreted ? "" : ", most of them the driver's compiler's")}");
        var runs = SelfTest.Run(stand, checks);
        if (json) PrintJson(stand, runs, report);
        else PrintTable(runs);
        // After minutes of testing, what cannot be written costs only itself.
        SelfTestReport.Write(report, stand, runs);
        terminal.Error.WriteLine($"report: {report}");
        if (dump is not null) terminal.Error.WriteLine($"{KernelDump.Write(dump, stand.Gpu.Programs)} kernels in {dump}");
        return runs.Any(run => run.Result.Outcome == CheckOutcome.Failed) ? ExitCodes.CheckFailed : ExitCodes.Ok;
    }

    private SelfTestStand Open(string name, CancellationToken cancellation)
    {
        try
        {
            return new(name, terminal.Error, cancellation);
        }
        catch (DeviceException error) when (name.StartsWith("cuda", StringComparison.Ordinal))
        {
            throw new DeviceException($"{error.Message}; without a GPU, --selftest ptx runs the kernels that it would get", error);
        }
    }

    private static string Best() => GpuDiscovery.Best != Device.Cpu.Name
        ? GpuDiscovery.Best
        : throw new DeviceException($"there is no GPU to test{string.Concat(GpuDiscovery.Drivers.Where(d => !d.IsPresent).Select(d => $"; {d.Api}: {d.Reason}"))}; name a device to test it all the same: --selftest ptx runs CUDA's kernels without a GPU");

    private void PrintTable(IReadOnlyList<CheckRun> runs)
    {
        var table = new Table().RoundedBorder().AddColumns("check", "outcome", "seconds", "found");
        table.Columns[2].RightAligned();
        foreach (var run in runs)
            table.AddRow(
                Markup.Escape(run.Name), run.Result.Outcome == CheckOutcome.Failed ? "[red]failed[/]" : run.Word,
                run.Time.TotalSeconds.ToString("f1", CultureInfo.InvariantCulture), Markup.Escape(run.Result.Summary));
        terminal.Tables.Write(table);
        terminal.Output.WriteLine(string.Join(", ", runs.GroupBy(run => run.Word).Select(group => $"{group.Count()} {group.Key}")));
    }

    private void PrintJson(SelfTestStand stand, IReadOnlyList<CheckRun> runs, string report) => terminal.Output.WriteLine(JsonSerializer.Serialize(
        new
        {
            Device = stand.Device.Name,
            stand.Info?.Name,
            Passed = runs.All(run => run.Result.Outcome != CheckOutcome.Failed),
            Report = report,
            Checks = runs.Select(run => new { run.Name, Outcome = run.Word, Seconds = run.Time.TotalSeconds, Found = run.Result.Summary, run.Result.Details }),
        },
        JsonText.Indented));
}
