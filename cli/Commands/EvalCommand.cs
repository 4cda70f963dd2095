using System.CommandLine;
using NeuralCore.Cli.Runs;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore eval RUN</c> and <c>eval --model NAME --weights FILE</c>: scores a network.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var network = new NetworkOptions(
            ["data", "dataset", "labels", "dataVariable", "labelsVariable", "trainRatio", "bands", "window", "transform", "normalize", "skipBad", "batch", "workers", "seed"]);
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command("eval", "Scores a run again, in evaluation mode: the same numbers, bit for bit; or any model with weights from a file.") { network.Run };
        foreach (var option in network.Options) command.Add(option);
        command.Add(threads);
        command.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var source = network.Read(parsed);
            if (source.Folder is null) ModelBuilder.Check(source.Configuration);
            var task = source.Folder is { } folder ? Tasks.Restore(source.Configuration, folder) : Tasks.ForScoring(source.Configuration);
            var weights = source.Weights ?? source.Folder!.Reported();
            var model = ModelBuilder.Create(source.Configuration, task.Shape).To(source.Device);
            source.Load(weights, model);
            terminal.Error.WriteLine($"{task.Name}: {task.Test.Count:n0} test {task.Noun}, scored with {weights}");

            var matrix = Scoring.Score(model, task.Test, source.Configuration, source.Device, cancellation);
            terminal.Output.Write(Scores.Text(matrix, task.Shape.ClassNames, task.IsSegmentation, parsed.GetValue(json)));
            return ExitCodes.Ok;
        }, CancellationToken.None));
        return command;
    }
}
