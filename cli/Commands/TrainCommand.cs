using System.CommandLine;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore train MODEL</c>: trains, scores the test part once, and leaves a run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        model.Arity = ArgumentArity.ZeroOrOne;
        var config = CheckedOptions.Name("--config", "Settings from a YAML file, or another run's config.json; options beat it, and it beats the model's recipe.", "file");
        var resume = CheckedOptions.Name("--resume", "Go on with an interrupted run, as if it had never been interrupted.", "folder");
        var runs = CheckedOptions.Whole("--runs", "Train so many times, with one seed after another, and tell mean and deviation of the scores.", 1);
        var output = CheckedOptions.Name("--out", "The run folder, new (runs/MODEL, or runs/MODEL-2 and so on where that is taken).", "folder");
        var settings = new SettingOptions(Settings.Named);
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();

        var command = new Command("train", "Trains a model, scores the examples it has not seen, and leaves a run folder with report, weights and log.")
        {
            model, config, resume, runs, output,
        };
        foreach (var option in settings.All) command.Add(option);
        command.Add(threads);
        command.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var (name, isJson) = (parsed.GetValue(model), parsed.GetValue(json));
            var (folder, count) = (parsed.GetValue(output), parsed.GetValue(runs));
            var file = parsed.GetValue(config) is { } path ? ConfigurationFile.Read(path) : [];
            var given = settings.Given(parsed);
            if (parsed.GetValue(resume) is { } run)
            {
                if (folder is not null || count is not null)
                    throw new UsageException($"{(folder is not null ? "--out" : "--runs")} goes with a new run; --resume goes on in the run's own folder");
                var (taken, resumed) = Resumption.Of(run, name, [.. file, .. given]);
                return Print(new TrainRun(terminal, resumed, CommonOptions.ParseDevice(resumed.Device)).Resume(taken, cancellation));
            }

            if (name is null && file.All(a => a.Setting != Settings.Model))
                throw new UsageException($"train needs <model>, or --config FILE that names one, or --resume RUN. {model.Description}");
            var configuration = Tasks.WithFullPaths(Resolution.Resolve(name, file, given));
            var device = CommonOptions.ParseDevice(configuration.Device);
            if (count is { } many)
            {
                terminal.Output.Write(new RepeatedRuns(terminal, configuration, device).Run(many, folder, isJson, cancellation));
                return ExitCodes.Ok;
            }
            return Print(new TrainRun(terminal, configuration, device).Start(folder, cancellation));

            int Print(RunOutcome outcome)
            {
                terminal.Output.Write(Scores.Text(outcome.Test, outcome.Task.Shape.ClassNames, outcome.Task.IsSegmentation, isJson));
                return ExitCodes.Ok;
            }
        }, CancellationToken.None));
        return command;
    }
}
