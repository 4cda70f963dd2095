using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>Collects rows while a bar on stderr tells how far it is; nothing is shown where nobody looks.</summary>
internal static class CheckProgress
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<GradientCheckRow> Collect(Terminal terminal, IEnumerable<GradientCheckRow> rows, int count, CancellationToken cancellation)
    {
        List<GradientCheckRow> all = [];
        terminal.Progress.Progress().AutoClear(true).HideCompleted(true).Start(context =>
        {
            var task = context.AddTask("checking gradients", maxValue: count);
            foreach (var row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                all.Add(row);
                task.Description = Markup.Escape(row.Name);
                task.Increment(1);
            }
        });
        return all;
    }
}
