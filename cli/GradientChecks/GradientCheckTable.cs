using System.Globalization;
using NeuralCore.Checking;
using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The rows as a table, what is wrong in full, and a last line that counts.</summary>
internal static class GradientCheckTable
{
    /// <summary>Prints rows and findings.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<GradientCheckRow> rows)
    {
        var table = new Table().RoundedBorder().AddColumns("name", "call", "order", "elements", "worst error", "numeric error", "verdict", "seconds");
        foreach (var column in (TableColumn[])[.. table.Columns.Skip(2).Take(4), table.Columns[7]]) column.RightAligned();
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape(row.Name), Markup.Escape(row.Call), Text($"{row.Order}"), Text($"{row.Report.Elements:n0}"), Text($"{row.Report.WorstError:0.0e-00}"),
                Text($"{row.NumericError:0.0e-00}"), row.IsOk ? row.Verdict : $"[red]{row.Verdict}[/]", Text($"{row.Seconds:f2}"));
        terminal.Tables.Write(table);
        PrintDevices(terminal, [.. rows.SelectMany(row => row.Devices?.Results ?? [], (row, result) => (row.Call, result))]);
        foreach (var row in rows.Where(row => !row.IsOk))
        {
            if (!row.Report.IsOk) terminal.Output.WriteLine(row.Report);
            foreach (var odd in row.Devices?.OddOnes ?? []) terminal.Output.WriteLine($"{row.Call}: {odd}");
        }
        terminal.Output.WriteLine(Summary(rows));
    }

    // A line for each device and type: where it is furthest from the reference, and who differs while others agree.
    private static void PrintDevices(Terminal terminal, IReadOnlyList<(string Call, DeviceResult Result)> results)
    {
        if (results.Count == 0) return;
        var table = new Table().RoundedBorder().AddColumns("device", "type", "calls", "worst error", "allowed", "where", "reference");
        foreach (var column in table.Columns.Skip(2).Take(3)) column.RightAligned();
        foreach (var device in results.GroupBy(r => (r.Result.Device, r.Result.Type)))
        {
            var (call, worst) = device.MaxBy(r => r.Result.Error / r.Result.Allowed);
            var wrong = device.Count(r => !r.Result.IsOk);
            table.AddRow(
                Markup.Escape(device.Key.Device), $"{device.Key.Type}", Text($"{device.Count():n0}"), Text($"{worst.Error:0.0e-00}"), Text($"{worst.Allowed:0.0e-00}"),
                Markup.Escape(worst.Error == 0 ? "" : $"{worst.Worst} of {call}"), wrong == 0 ? "agrees" : $"[red]{Text($"{wrong:n0}")} differ[/]");
        }
        terminal.Tables.Write(table);
        var all = results.Select(r => r.Result.Device).Distinct().ToArray();
        var odd = results.Where(r => !r.Result.IsOk).Select(r => r.Result.Device).Distinct().ToArray();
        if (odd.Length > 0 && odd.Length < all.Length) terminal.Output.WriteLine($"odd one out: {string.Join(", ", odd)} (beside {string.Join(", ", all.Except(odd))})");
    }

    /// <summary>How many are right, how many are wrong.</summary>
    public static string Summary(IReadOnlyList<GradientCheckRow> rows) => string.Create(CultureInfo.InvariantCulture,
        $"{rows.Count(r => r.IsOk)} ok, {rows.Count(r => !r.IsOk)} wrong; {rows.Sum(r => r.Report.Elements):n0} derivatives, {rows.Sum(r => r.Report.Evaluations):n0} evaluations");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
