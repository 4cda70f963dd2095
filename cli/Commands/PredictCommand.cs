using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NeuralCore.Cli.Runs;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Training;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore predict RUN IMAGE...</c> and <c>predict --model NAME --weights FILE IMAGE...</c>: says what images show.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var words = new Argument<string[]>("run-and-images") { Description = "A run folder made by train (none with --model), then images: files, folders, patterns.", Arity = ArgumentArity.ZeroOrMore };
        var network = new NetworkOptions(["dataset", "transform", "normalize"]);
        var top = CheckedOptions.Whole("--top", "How many classes to tell of each image (5).", 1);
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command("predict", "Says what images show: the likeliest classes with their probabilities; of a segmentation each class's share of the pixels.") { words };
        foreach (var option in network.Options) command.Add(option);
        command.Add(top);
        command.Add(threads);
        command.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var all = parsed.GetValue(words) ?? [];
            var isRun = !network.NamesModel(parsed);
            var source = network.Read(parsed, isRun ? all.FirstOrDefault() : null);
            var images = all[(isRun ? 1 : 0)..];
            if (images.Length == 0) throw new UsageException("predict needs images: files, folders, or patterns such as photos/*.png");
            var predictor = Load(source);
            return Print(terminal, predictor, [.. ImageFiles.Of(images)], parsed.GetValue(top) ?? 5, parsed.GetValue(json), cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static Predictor Load(NetworkSource source)
    {
        var configuration = source.Configuration;
        if (ModelBuilder.Task(configuration) == ModelTask.Hyperspectral)
            throw new UsageException($"predict takes images; {configuration.Model} classifies the pixels of a scene, which eval scores");
        var weights = source.Weights ?? source.Folder!.Reported();
        var isCheckpoint = source.Folder is not null || Checkpoint.Recognises(weights);
        var data = isCheckpoint ? CheckpointNotes.Read(weights) : ModelBuilder.OwnShape(configuration);
        var model = ModelBuilder.Create(configuration, data).To(source.Device);
        source.Load(weights, model);
        return new(model, data, configuration, source.Device);
    }

    // A bad image is named and the others go on.
    private static int Print(Terminal terminal, Predictor predictor, string[] images, int top, bool isJson, CancellationToken cancellation)
    {
        var code = ExitCodes.Ok;
        List<object> rows = [];
        foreach (var image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var prediction = predictor.Predict(image, top);
                if (prediction.Change.Length > 0) terminal.Error.WriteLine($"{image}: {prediction.Change}");
                if (!isJson) terminal.Output.WriteLine($"{image}  {string.Join("  ", prediction.Classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Class} {100 * c.Share:f2} %")))}");
                rows.Add(new { Image = image, prediction.Change, Classes = prediction.Classes.Select(c => new { c.Class, Probability = c.Share }) });
            }
            catch (DataException error)
            {
                terminal.Error.WriteLine($"neuralcore: {error.Message}");
                rows.Add(new { Image = image, Error = error.Message });
                code = ExitCodes.Data;
            }
        }
        if (isJson) terminal.Output.WriteLine(JsonSerializer.Serialize(rows, JsonText.Indented));
        return code;
    }
}
