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
        var data = new Option<string?>("--data") { Description = "The scene's cube, if it has moved since.", HelpName = "file" };
        var labels = new Option<string?>("--labels") { Description = "The scene's labels, if they have moved since.", HelpName = "file" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Which weights: best or last (what train reported on).", HelpName = "name" };
        checkpoint.AcceptOnlyFromAmong("best", "last");
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var command = new Command("eval", "Scores a run again, in evaluation mode: the same numbers, bit for bit.") { run, data, labels, checkpoint, threads, device, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            var configuration = TrainConfiguration.Read(folder.Configuration);
            if (parsed.GetValue(data) is { } cube) configuration = configuration with { Data = cube };
            if (parsed.GetValue(labels) is { } truth) configuration = configuration with { Labels = truth };

            var target = Device.Parse(parsed.GetRequiredValue(device));
            var task = SceneTask.Restore(configuration, folder.Preprocessing, target);
            var model = Runs.Models.CreateFor(configuration, task.Scene.Classes).To(target);
            var weights = parsed.GetValue(checkpoint) ?? (task.Split.Validation.Length > 0 ? "best" : "last");
            Checkpoint.LoadModel(weights == "best" ? folder.Best : folder.Last, model);

            var matrix = Scoring.Score(model, task, task.Split.Test, configuration.Batch, cancellation);
            terminal.Output.Write(parsed.GetValue(json)
                ? System.Text.Json.JsonSerializer.Serialize(Scores.Metrics(matrix, task.Scene.ClassNames), JsonText.Indented) + "\n"
                : Scores.Report(matrix, task.Scene.ClassNames));
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return command;
    }
}
