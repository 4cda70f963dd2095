using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace NeuralCore.Cli.Experiments;

/// <summary>What an experiment found: rows under columns, the same numbers as a table, as JSON and as CSV.</summary>
internal sealed class ResultTable(string title, IReadOnlyList<Column> columns)
{
    private readonly List<object?[]> _rows = [];

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row: a value a column, null where there is none.</summary>
    public void Add(object?[] row) => _rows.Add(row);

    /// <summary>Writes a table for people.</summary>
    public void Print(IAnsiConsole console)
    {
        var table = new Table().RoundedBorder();
        table.Title = new TableTitle(Markup.Escape(title));
        foreach (var column in columns)
        {
            table.AddColumn(Markup.Escape(column.Heading));
            if (column.IsNumber) table.Columns[^1].RightAligned();
        }
        foreach (var row in _rows) table.AddRow([.. row.Select((value, i) => Markup.Escape(value is null ? "–" : columns[i].Format(value)))]);
        console.Write(table);
    }

    /// <summary>The same as JSON.</summary>
    public string Json(string experiment, ulong seed) => JsonSerializer.Serialize(new
    {
        Experiment = experiment,
        Seed = seed,
        Rows = _rows.Select(row => columns.Select((column, i) => KeyValuePair.Create(column.Key, row[i])).ToDictionary()),
    }, JsonText.Indented);

    /// <summary>The same as CSV (RFC 4180); a series is one field of numbers with spaces between.</summary>
    public string Csv() => string.Concat(
        _rows.Select(row => row.Select(Field)).Prepend(columns.Select(column => column.Key)).Select(fields => string.Join(',', fields) + "\n"));

    private static string Field(object? value) => value switch
    {
        null => "",
        double[] series => string.Join(' ', series.Select(v => v.ToString("r", CultureInfo.InvariantCulture))),
        string text => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text,
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
