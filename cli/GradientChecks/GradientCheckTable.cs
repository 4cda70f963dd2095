using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The rows as a table, what is wrong in full, and a last line that counts.</summary>
internal static class GradientCheckTable
{
    // What the columns beside the names take, and what calls need so as not to be broken into single words.
    private const int NumbersWidth = 76, LeastCallWidth = 20;

    /// <summary>Prints rows and findings.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<GradientCheckRow> rows)
    {
        var isWide = terminal.Tables.Profile.Width >= rows.Select(row => row.Name.Length).DefaultIfEmpty(0).Max() + NumbersWidth + LeastCallWidth;
        terminal.Tables.Write(isWide ? Wide(rows) : Narrow(rows));
        DeviceComparisonTable.Print(terminal, rows);
        foreach (var row in rows.Where(row => !row.IsOk))
        {
            if (!row.Report.IsOk) terminal.Output.WriteLine(Findings(row));
            foreach (var odd in row.Devices?.OddOnes ?? []) terminal.Output.WriteLine($"{row.Call}: {odd}");
        }
        terminal.Output.WriteLine(Summary(rows));
    }

    /// <summary>How many are right, how many are wrong.</summary>
    public static string Summary(IReadOnlyList<GradientCheckRow> rows)
    {
        var directions = rows.Sum(r => r.Report.Tensors.Sum(t => t.Projections));
        return Text($"{rows.Count(r => r.IsOk)} ok, {rows.Count(r => !r.IsOk)} wrong; {rows.Sum(r => r.Report.Elements):n0} derivatives")
            + (directions > 0 ? Text($" and {directions:n0} along random directions") : "")
            + Text($", {rows.Sum(r => r.Report.Evaluations):n0} evaluations");
    }

    private static Table Wide(IReadOnlyList<GradientCheckRow> rows)
    {
        var table = new Table().RoundedBorder().AddColumns("name", "call", "order", "elements", "worst error", "numeric error", "verdict", "seconds");
        foreach (var column in (TableColumn[])[.. table.Columns.Skip(2).Take(4), table.Columns[7]]) column.RightAligned();
        foreach (var column in table.Columns.Where((_, i) => i != 1)) column.NoWrap();
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape(row.Name), Markup.Escape(row.Call), Text($"{row.Order}"), Text($"{row.Report.Elements:n0}"),
                Error(row.Report.WorstError), Error(row.NumericError), Verdict(row), Text($"{row.Seconds:f2}"));
        return table;
    }

    // For a terminal of 60 or 80 columns: the small numbers stand below the call, whose first word is the name.
    private static Table Narrow(IReadOnlyList<GradientCheckRow> rows)
    {
        var table = new Table().RoundedBorder().ShowRowSeparators().AddColumns("call", "worst\nerror", "numeric\nerror", "verdict");
        foreach (var column in table.Columns.Skip(1)) column.NoWrap();
        foreach (var column in table.Columns.Skip(1).Take(2)) column.RightAligned();
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape(Text($"{row.Call}\n{(row.Order > 1 ? $"order {row.Order}, " : "")}{row.Report.Elements:n0} elements, {row.Seconds:f2} s")),
                Error(row.Report.WorstError), Error(row.NumericError), Verdict(row));
        return table;
    }

    // Of a model the wrong tensors only, for it may have some hundreds of right ones.
    private static string Findings(GradientCheckRow row) => row.Model is { Gradients: var gradients } model
        ? (model with { Gradients = gradients with { Tensors = [.. gradients.Tensors.Where(t => !t.IsOk)] } }).ToString()
        : row.Report.ToString();

    private static string Verdict(GradientCheckRow row) => row.IsOk ? row.Verdict : $"[red]{row.Verdict}[/]";

    private static string Error(double value) => Text($"{value:0.0e-00}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
