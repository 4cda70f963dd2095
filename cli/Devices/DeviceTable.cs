using Spectre.Console;

namespace NeuralCore.Cli.Devices;

/// <summary>The devices as a table that a terminal of 80 columns holds: a cell for all that one is and has.</summary>
internal static class DeviceTable
{
    /// <summary>A row each.</summary>
    public static Table Of(IReadOnlyList<DeviceRow> rows)
    {
        var table = new Table().RoundedBorder().ShowRowSeparators().AddColumns("device", "what it is and has", "usable");
        table.Columns[0].NoWrap();
        table.Columns[2].NoWrap();
        foreach (var row in rows)
            table.AddRow(Markup.Escape(row.Device), Markup.Escape(string.Join('\n', Lines(row))), row.IsUsable ? row.IsAuto ? "yes, auto" : "yes" : "[red]no[/]");
        return table;
    }

    private static IEnumerable<string> Lines(DeviceRow row)
    {
        yield return row.Name;
        yield return string.Join(", ", new[] { row.Driver, row.Version }.OfType<string>());
        yield return string.Join(", ", Facts(row));
        if (row.Capabilities.Count > 0) yield return string.Join(", ", row.Capabilities);
    }

    private static IEnumerable<string> Facts(DeviceRow row)
    {
        if (row.MemoryBytes is { } memory) yield return ByteText.Of(memory);
        if (row.ComputeUnits is { } units) yield return $"{units} {(units == 1 ? "unit" : "units")}{(row.ClockMegahertz is { } clock ? $" at {clock} MHz" : "")}";
        yield return row.HasFloat64 ? "float32 and float64" : "float32 alone";
        if (row.GroupThreads is { } threads && row.SharedBytes is { } shared) yield return $"groups of {threads} threads with {ByteText.Of(shared)} shared";
    }
}
