using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.SelfTests;

/// <summary>A self-test as a Markdown page: the machine, the table of checks, what each found.</summary>
internal static class SelfTestReport
{
    /// <summary>The file that a report goes to when none is named.</summary>
    public static string FileName(Device device) => $"neuralcore-selftest-{device.Name.Replace(':', '-')}.md";

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <exception cref="DataException">The folder is absent or cannot be written.</exception>
    public static void Write(string path, SelfTestStand stand, IReadOnlyList<CheckRun> runs) => AtomicFile.WriteText(path, Text(stand, runs));

    private static string Text(SelfTestStand stand, IReadOnlyList<CheckRun> runs)
    {
        var text = new StringBuilder();
        text.AppendLine($"# Self-test of {stand.Device}").AppendLine();
        foreach (var (name, value) in Machine(stand)) text.AppendLine($"- {name}: {value}");
        text.AppendLine().AppendLine("| check | outcome | seconds | found |").AppendLine("|---|---|---:|---|");
        foreach (var run in runs)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {run.Name} | {run.Word} | {run.Time.TotalSeconds:f1} | {Cell(run.Result.Summary)} |");
        foreach (var run in runs.Where(run => run.Result.Details.Count > 0))
        {
            text.AppendLine().AppendLine($"## {run.Name}").AppendLine();
            foreach (var line in run.Result.Details) text.AppendLine(line);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static IEnumerable<(string Name, string Value)> Machine(SelfTestStand stand)
    {
        yield return ("date", DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        yield return ("program", $"NeuralCore {typeof(Tensor).Assembly.GetName().Version?.ToString(3)}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors");
        if (stand.Info is not { } info)
        {
            yield return ("device", "the interpreter of PTX, on the CPU");
            yield break;
        }
        yield return ("device", $"{info.Name}{(info.IsGpu ? "" : " (no GPU)")}, {info.Version}");
        yield return ("driver", $"{info.Platform} {info.Driver}");
        yield return ("memory", $"{ByteText.Of(info.MemoryBytes)}, at most {ByteText.Of(info.LargestAllocation)} in one piece");
        yield return ("units", $"{info.ComputeUnits}{(info.ClockMegahertz > 0 ? $" at {info.ClockMegahertz} MHz" : "")}");
        yield return ("a group", $"at most {info.GroupThreads} threads, {ByteText.Of(info.SharedBytes)} of shared memory");
        yield return ("float64", info.HasFloat64 ? "yes" : "no");
        yield return ("capabilities", string.Join(", ", info.Capabilities));
    }

    private static string Cell(string text) => text.Replace("|", "\\|").ReplaceLineEndings(" ");
}
