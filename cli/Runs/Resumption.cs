using System.Text.Json;

namespace NeuralCore.Cli.Runs;

/// <summary>The configuration with which a run goes on: its own, but for what does not change its course.</summary>
internal static class Resumption
{
    // Where the data lie, how fast and how often something is done; and further epochs, where they change none behind.
    private static readonly string[] Changeable = ["data", "labels", "workers", "saveEvery", "device", "epochs"];

    /// <summary>The folder of a run and the configuration to go on with.</summary>
    /// <exception cref="DataException">There is no run, or it has another model or other settings.</exception>
    public static (RunFolder Folder, RunConfiguration Configuration) Of(string path, string? model, IReadOnlyList<Assignment> given)
    {
        var folder = RunFolder.Open(path);
        var own = Resolution.Of(folder.Configuration);
        if (model is not null && model != own.Model) throw new DataException($"{path} is a run of {own.Model}, not of {model}");
        var changed = Tasks.WithFullPaths(given.Aggregate(own, (c, a) => Checked(path, own, c, a)));
        if (changed.Epochs != own.Epochs && own.Schedule is (ScheduleNames.Cosine or ScheduleNames.OneCycle))
            throw new DataException($"{path}: the schedule {own.Schedule} spans the {own.Epochs} epochs of the run, and {changed.Epochs} would change those behind; start a new run with --weights to train on");
        return (folder, changed);
    }

    private static RunConfiguration Checked(string path, RunConfiguration own, RunConfiguration sofar, Assignment a)
    {
        var isSame = Text(a.On(own)) == Text(own);
        if (isSame || Changeable.Contains(a.Setting.Name)) return a.On(sofar);
        throw new DataException($"{a.Place} {string.Join(' ', a.Texts)} is not what the run in {path} was started with; a resumed run may change {string.Join(", ", Changeable.Select(name => Settings.Find(name)!.Option))}, and nothing else");
    }

    private static string Text(RunConfiguration configuration) => JsonSerializer.Serialize(configuration, JsonText.Line);
}
