using Spectre.Console;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>A bar on stderr that tells how far a check is; nothing is shown where nobody looks.</summary>
internal sealed class CheckProgress
{
    private readonly ProgressTask? _task;

    private CheckProgress(ProgressTask? task) => _task = task;

    /// <summary>Shows the bar while <paramref name="work"/> is done, which is over at <paramref name="total"/>.</summary>
    public static T Show<T>(Terminal terminal, double total, Func<CheckProgress, T> work)
    {
        if (terminal.Progress.Profile.Capabilities is not { Interactive: true, Ansi: true }) return work(new(null));
        return terminal.Progress.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new(context.AddTask("checking gradients", maxValue: Math.Max(total, double.Epsilon)))));
    }

    /// <summary>Shows what is being checked, and how much of the total lies behind.</summary>
    public void At(double done, string? what = null)
    {
        if (_task is null) return;
        if (what is not null) _task.Description = Markup.Escape(what);
        _task.Value = done;
    }
}
