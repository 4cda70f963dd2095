using System.Text.Json;
using NeuralCore.Checking;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>What the user gets of finished checks: the page with the heat maps, the table or JSON, and the exit code.</summary>
internal static class GradientCheckOutcome
{
    /// <summary>Writes everything, and returns 1 if any gradient or device is wrong.</summary>
    /// <param name="terminal">Where the table or the JSON goes.</param>
    /// <param name="rows">The checks.</param>
    /// <param name="isJson">Whether JSON is wanted.</param>
    /// <param name="html">The file for the heat maps; null for none.</param>
    public static int Write(Terminal terminal, IReadOnlyList<GradientCheckRow> rows, bool isJson, string? html)
    {
        if (isJson) terminal.Output.WriteLine(Json(rows));
        else GradientCheckTable.Print(terminal, rows);
        // Last, so that a full disk costs the page alone.
        if (html is not null) AtomicFile.WriteText(html, GradientHeatMap.Page(rows.Select(r => r.Report)));
        return rows.All(r => r.IsOk) ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    private static string Json(IReadOnlyList<GradientCheckRow> rows) => JsonSerializer.Serialize(
        rows.Select(r => new
        {
            r.Name,
            r.Call,
            r.Order,
            r.Seed,
            r.IsOk,
            r.Verdict,
            r.Seconds,
            Report = r.Report.ToJsonObject(),
            Culprits = r.Model?.Culprits.Select(c => new { c.Path, c.Op, Report = c.Report.ToJsonObject() }),
            r.Devices,
        }),
        GradientReportJson.Options);
}
