using System.CommandLine;
using NeuralCore.Cli.Runs;
using NeuralCore.Nn;
using NeuralCore.Training;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore eval RUN</c>: scores a run's test part again.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "A run folder made by train." };
        var data = CheckedOptions.Name("--data", "The scene's cube, if it has moved since.", "file");
        var labels = CheckedOptions.Name("--labels", "The scene's labels, if they have moved since.", "file");
        var checkpoint = CheckedOptions.Word("--checkpoint", "Which weights (those that train reported on).", null, "best", "last");
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var command = new Command("eval", "Scores a run again, in evaluation mode: the same numbers, bit for bit.") { run, data, labels, checkpoint, threads, device, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var target = CommonOptions.ParseDevice(parsed.GetRequiredValue(device));
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            var configuration = TrainConfiguration.Read(folder.Configuration);
            if (parsed.GetValue(data) is { } cube) configuration = configuration with { Data = cube };
            if (parsed.GetValue(labels) is { } truth) configuration = configuration with { Labels = truth };

            var task = SceneTask.Restore(configuration, folder.Preprocessing, target);
            var model = Runs.Models.CreateFor(configuration, task).To(target);
            var weights = parsed.GetValue(checkpoint) switch
            {
                "best" => folder.Best,
                "last" => folder.Last,
                _ => folder.Reported(task.Split),
            };
            Checkpoint.LoadModel(weights, model);
            terminal.Error.WriteLine($"{task.Scene.Name}: {task.Split.Test.Length:n0} test pixels, scored with {weights}");

            var matrix = Scoring.Score(model, task, task.Split.Test, configuration.Batch, cancellation);
            terminal.Output.Write(Scores.Text(matrix, task.Scene.ClassNames, parsed.GetValue(json)));
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return command;
    }
}
