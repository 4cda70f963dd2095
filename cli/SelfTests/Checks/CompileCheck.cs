using System.Globalization;
using NeuralCore.Backends.Gpu;
using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>Compiles every kernel, forward and backward, float and double, by running all samples; tells time, registers and spills.</summary>
internal sealed class CompileCheck : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "compile every kernel";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [];
        foreach (var sample in stand.Walk(Sample.All))
            foreach (var type in stand.Types)
                if (stand.Results.Error(sample, type) is { } error) failures.Add($"{sample} {type}: {error.Message}");
        var programs = stand.Gpu.Programs;
        failures.AddRange(programs.SelectMany(program => program.Findings.Select(finding => $"{program.Kernel}: {finding}")));
        return CheckResult.Of(Summary(programs), failures, Table(programs));
    }

    private static string Summary(IReadOnlyList<GpuProgram> programs)
    {
        var seconds = programs.Sum(p => p.CompileTime.TotalSeconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{programs.Count} kernels in {seconds:f1} s");
        text += programs.MaxBy(p => p.Registers) is { Registers: { } most } large ? $", at most {most} registers ({large.Kernel})"
            : programs.MaxBy(p => p.LiveRegisters) is { LiveRegisters: { } live } ? $", at most {live} registers live"
            : ", registers not told";
        var spilled = programs.Count(p => p.LocalBytes > 0);
        return text + (programs.All(p => p.LocalBytes is null) ? ", spills not told" : $", {spilled} with memory beside their registers");
    }

    private static IReadOnlyList<string> Table(IReadOnlyList<GpuProgram> programs) =>
    [
        "| kernel | ms | registers | bytes beside registers |",
        "|---|---:|---:|---:|",
        .. programs.OrderByDescending(p => p.CompileTime).Select(p => string.Create(CultureInfo.InvariantCulture,
            $"| `{p.Kernel}` | {p.CompileTime.TotalMilliseconds:f0} | {(p.Registers is { } told ? $"{told}" : p.LiveRegisters is { } live ? $"≥ {live}" : "not told")} | {(p.LocalBytes is { } local ? $"{local}" : "not told")} |")),
    ];
}
