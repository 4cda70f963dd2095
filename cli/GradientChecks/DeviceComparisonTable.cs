using NeuralCore.Checking;
using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>How far each device and type is from the reference, and which differ while others agree.</summary>
internal static class DeviceComparisonTable
{
    // With less there is no room for the number of calls and the place; where a device differs, the text below the tables says it.
    private const int LeastWidth = 80;

    /// <summary>Prints a line for each device and type with the place where it is furthest off; nothing if none was compared.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<GradientCheckRow> rows)
    {
        (string Call, DeviceResult Result)[] results = [.. rows.SelectMany(row => row.Devices?.Results ?? [], (row, result) => (row.Call, result))];
        if (results.Length == 0) return;
        var hasRoom = terminal.Tables.Profile.Width >= LeastWidth;
        string[] calls = hasRoom ? ["calls"] : [], place = hasRoom ? ["where"] : [];
        var table = new Table().RoundedBorder().AddColumns(["device", "type", .. calls, "worst\nerror", "allowed", .. place, "reference"]);
        foreach (var column in table.Columns.Where((_, i) => !hasRoom || i != 5)) column.NoWrap();
        foreach (var column in table.Columns.Skip(2).Take(hasRoom ? 3 : 2)) column.RightAligned();
        foreach (var device in results.GroupBy(r => (r.Result.Device, r.Result.Type)))
        {
            var (call, worst) = device.MaxBy(r => r.Result.Error / r.Result.Allowed);
            var wrong = device.Count(r => !r.Result.IsOk);
            if (hasRoom) (calls, place) = ([Text($"{device.Count():n0}")], [Markup.Escape(worst.Error == 0 ? "" : $"{worst.Worst} of {call}")]);
            table.AddRow([
                Markup.Escape(device.Key.Device), $"{device.Key.Type}", .. calls, Text($"{worst.Error:0.0e-00}"), Text($"{worst.Allowed:0.0e-00}"), .. place,
                wrong == 0 ? "agrees" : $"[red]{Text($"{wrong:n0}")} differ[/]"]);
        }
        terminal.Tables.Write(table);
        string[] all = [.. results.Select(r => r.Result.Device).Distinct()], odd = [.. results.Where(r => !r.Result.IsOk).Select(r => r.Result.Device).Distinct()];
        if (odd.Length > 0 && odd.Length < all.Length) terminal.Output.WriteLine($"odd one out: {string.Join(", ", odd)} (beside {string.Join(", ", all.Except(odd))})");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
