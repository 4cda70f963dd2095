using System.Globalization;
using System.Text.Json;
using NeuralCore.Checking;
using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The score of the mutation suite: by kind of mistake, by pattern, by op, what went unseen and what was misnamed.</summary>
internal static class MutationTable
{
    /// <summary>Prints three tables and the exceptions.</summary>
    public static void Print(Terminal terminal, MutationScore score)
    {
        Write(terminal, ["mistake", "mutants", "caught", "nameable", "named rightly", "as"],
            score.Kinds.Select(k => new[] { k.Kind, Count(k.Mutants), Count(k.Caught), Count(k.Nameable), Count(k.Named), k.Pattern }));
        Write(terminal, ["pattern", "mutants", "named rightly", "share"],
            score.Patterns.Select(p => new[] { p.Pattern, Count(p.Mutants), Count(p.Named), Share(p.Share, MutationScore.LeastNamed) }));
        Write(terminal, ["operation", "mutants", "different mistakes", "caught"],
            score.Ops.Select(o => new[] { o.Op, Count(o.Mutants), Count(o.Mistakes), Count(o.Caught) }));
        foreach (var survivor in score.Survivors) terminal.Output.WriteLine($"survived: {survivor}");
        foreach (var mutant in score.Mutants.Where(IsMisnamed))
            terminal.Output.WriteLine($"misnamed: {mutant.Sample}, {mutant.Input}: {mutant.Mistake}: {mutant.Diagnosis?.Pattern ?? "no name"} instead of {string.Join(" or ", mutant.Patterns)}");
        terminal.Output.WriteLine(score);
        if (!score.IsGood)
            terminal.Output.WriteLine(FormattableString.Invariant(
                $"expected {100 * MutationScore.LeastCaught:0} % caught, and of each pattern {100 * MutationScore.LeastNamed:0} % named rightly"));
    }

    /// <summary>The same as JSON.</summary>
    public static string Json(MutationScore score) => JsonSerializer.Serialize(
        new
        {
            score.IsGood,
            Mutants = score.Mutants.Count,
            score.Caught,
            score.CaughtShare,
            score.NamedShare,
            score.Equivalents,
            score.Kinds,
            score.Patterns,
            Ops = score.Ops.Select(o => new { o.Op, o.Mutants, o.Mistakes, o.Caught }),
            Survivors = score.Survivors.Select(m => new { m.Op, m.Sample, m.Input, m.Mistake, m.Verdict, m.Change, m.Why }),
            Misnamed = score.Mutants.Where(IsMisnamed).Select(m => new { m.Op, m.Sample, m.Input, m.Mistake, Expected = m.Patterns, Named = m.Diagnosis?.Pattern }),
        },
        GradientReportJson.Options);

    private static bool IsMisnamed(Mutant mutant) => mutant is { IsCaught: true, IsNamed: false, Patterns.Count: > 0 };

    private static void Write(Terminal terminal, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().RoundedBorder().AddColumns(columns);
        foreach (var column in table.Columns.Skip(1).Take(4)) column.RightAligned();
        foreach (var row in rows) table.AddRow([.. row.Select((cell, i) => i == 0 ? Markup.Escape(cell) : cell)]);
        terminal.Tables.Write(table);
    }

    private static string Count(int count) => count.ToString("n0", CultureInfo.InvariantCulture);

    private static string Share(double share, double least)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
        return share >= least ? text : $"[red]{text}[/]";
    }
}
