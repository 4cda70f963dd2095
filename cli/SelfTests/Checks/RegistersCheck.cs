using System.Globalization;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>What the driver made of every kernel that this run compiled: time, registers and spills, and what the lint complains of.</summary>
internal sealed class RegistersCheck : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "registers and spills";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        var programs = stand.Gpu.Programs;
        List<string> failures = [.. programs.SelectMany(program => program.Findings.Select(finding => $"{program.Kernel}: {finding}"))];
        var text = $"{programs.Count} kernels";
        text += programs.MaxBy(p => p.Registers) is { Registers: { } most } large ? $", at most {most} registers ({large.Kernel})"
            : programs.MaxBy(p => p.LiveRegisters) is { LiveRegisters: { } live } ? $", at most {live} registers live at once by our own count"
            : "; this driver does not tell registers";
        text += programs.All(p => p.LocalBytes is null) ? ", spills are for a driver to tell" : $", {programs.Count(p => p.LocalBytes > 0)} spill registers to memory";
        return CheckResult.Of(text, failures, Table(programs));
    }

    private static IReadOnlyList<string> Table(IReadOnlyList<GpuProgram> programs) =>
    [
        "| kernel | ms to compile | registers | bytes spilled |",
        "|---|---:|---:|---:|",
        .. programs.OrderByDescending(p => p.CompileTime).Select(p => string.Create(CultureInfo.InvariantCulture,
            $"| `{p.Kernel}` | {p.CompileTime.TotalMilliseconds:f0} | {(p.Registers is { } told ? $"{told}" : p.LiveRegisters is { } live ? $"≥ {live}" : "not told")} | {(p.LocalBytes is { } local ? $"{local}" : "not told")} |")),
    ];
}
