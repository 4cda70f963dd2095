using System.CommandLine;
using NeuralCore.Cli.Experiments;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore experiment NAME</c>: shows by trying what the course tells.</summary>
internal static class ExperimentCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("experiment", "Shows by trying: variants of a network side by side, in one table.");
        foreach (var experiment in AllExperiments.List) command.Add(Create(terminal, experiment));
        return command;
    }

    private static Command Create(Terminal terminal, Experiment experiment)
    {
        var data = CheckedOptions.Name("--data", $"{experiment.Data}.", "path");
        var epochs = CheckedOptions.Whole("--epochs", $"The passes over the training examples ({experiment.Epochs?.ToString() ?? "the recipe's"}).", 1);
        var limit = CheckedOptions.Whole("--limit", $"Train on so many of the training examples, drawn by the seed ({experiment.Limit?.ToString() ?? "all"}).", 1);
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var output = CheckedOptions.Name("--out", "Write the numbers to a file too, as CSV.", "file");
        var command = new Command(experiment.Name, experiment.Description) { seed, threads, device, json, output };
        if (experiment.Data is not null) foreach (var option in new Option[] { data, epochs, limit }) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var settings = experiment.Data is null
                ? new ExperimentSettings(null, null, null, parsed.GetValue(seed), CommonOptions.ParseDevice(parsed.GetRequiredValue(device)))
                : new(parsed.GetValue(data), parsed.GetValue(epochs), parsed.GetValue(limit), parsed.GetValue(seed), CommonOptions.ParseDevice(parsed.GetRequiredValue(device)));
            Run(terminal, experiment, settings, parsed.GetValue(json), parsed.GetValue(output), cancellation);
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return command;
    }

    private static void Run(Terminal terminal, Experiment experiment, ExperimentSettings settings, bool json, string? output, CancellationToken cancellation)
    {
        // Told before the work, not after.
        if (output is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
            throw new DataException($"--out {output}: there is no such folder; expected a file in one that exists");
        var table = new ResultTable($"experiment {experiment.Name}, seed {settings.Seed}", experiment.Columns);
        try
        {
            foreach (var row in experiment.Rows(new Trials(experiment, settings, terminal.Error.WriteLine, cancellation))) table.Add(row);
        }
        catch (OperationCanceledException interruption)
        {
            if (table.Count > 0) Write();
            throw new InterruptedException($"interrupted; {(table.Count > 0 ? $"the rows that were finished, {table.Count} of them, are printed" : "no row was finished")}", interruption);
        }
        Write();

        void Write()
        {
            if (output is not null) AtomicFile.WriteText(output, table.Csv());
            if (json) terminal.Output.WriteLine(table.Json(experiment.Name, settings.Seed));
            else table.Print(terminal.Tables);
        }
    }
}
