using System.CommandLine;
using System.CommandLine.Parsing;
using NeuralCore.Cli.Runs;
using NeuralCore.Models;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore train MODEL</c>: trains, scores the test part once, and leaves a run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "The model: " + string.Join(", ", ModelRegistry.All.Select(m => m.Name)) + "." };
        var data = new Option<string>("--data") { Description = "The scene's cube (MAT 4, 5, 7.3 or ENVI), or 'synthetic' for the embedded one.", DefaultValueFactory = _ => "synthetic", HelpName = "file" };
        var labels = new Option<string?>("--labels") { Description = "The scene's labels, where they are in a file of their own.", HelpName = "file" };
        var cubeVariable = new Option<string?>("--data-variable") { Description = "The cube's variable in its file.", HelpName = "name" };
        var labelsVariable = new Option<string?>("--labels-variable") { Description = "The labels' variable in their file.", HelpName = "name" };
        var trainRatio = Ratio("--train-ratio", "The share of labelled pixels to train on.", 0.1, zero: false);
        var validationRatio = Ratio("--validation-ratio", "The share of the training pixels put aside for validation.", 0, zero: true);
        var bands = Number("--bands", "The principal components to keep (30; 15 for the synthetic scene).", 13);
        var window = Number("--window", "The side of a patch, odd (25).", 9);
        window.Validators.Add(result =>
        {
            if (Value(result) is { } value && value % 2 == 0) result.AddError($"--window is odd, so that a patch has a middle; got {value}");
        });
        var epochs = Number("--epochs", "The passes over the training pixels (100; 20 for the synthetic scene).", 1);
        var batch = Number("--batch", "The patches of a step (128).", 2);
        var rate = new Option<double>("--lr") { Description = "Adam's learning rate.", DefaultValueFactory = _ => 1e-3 };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is var value && !(value > 0)) result.AddError($"--lr is above 0; got {value}");
        });
        var option = CommonOptions.ModelOption();
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var output = new Option<string?>("--out") { Description = "The run folder (runs/MODEL).", HelpName = "folder" };

        var command = new Command("train", "Trains a model and reports as the literature does.")
        {
            model, data, labels, cubeVariable, labelsVariable, trainRatio, validationRatio, bands, window, epochs, batch, rate, option, seed, threads, device, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var name = parsed.GetRequiredValue(model);
            var source = parsed.GetRequiredValue(data);
            var synthetic = source == "synthetic";
            CommonOptions.ParseModel(name, null);
            if (synthetic && parsed.GetValue(labels) is { } unused)
                throw new UsageException($"--labels {unused} goes with a --data file; the synthetic scene has its own");
            var configuration = new TrainConfiguration
            {
                Model = name,
                Options = CommonOptions.ParseOptions(parsed.GetValue(option)),
                Data = synthetic ? source : Path.GetFullPath(source),
                Labels = parsed.GetValue(labels) is { } file ? Path.GetFullPath(file) : null,
                CubeVariable = parsed.GetValue(cubeVariable),
                LabelsVariable = parsed.GetValue(labelsVariable),
                TrainRatio = parsed.GetValue(trainRatio),
                ValidationRatio = parsed.GetValue(validationRatio),
                Bands = parsed.GetValue(bands) ?? (synthetic ? 15 : 30),
                Window = parsed.GetValue(window) ?? 25,
                Epochs = parsed.GetValue(epochs) ?? (synthetic ? 20 : 100),
                Batch = parsed.GetValue(batch) ?? 128,
                LearningRate = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                Device = parsed.GetRequiredValue(device),
            };
            return new TrainRun(terminal, configuration).Run(parsed.GetValue(output), cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static Option<int?> Number(string name, string description, int least)
    {
        var option = new Option<int?>(name) { Description = description };
        option.AtLeast(least);
        return option;
    }

    private static Option<double> Ratio(string name, string description, double standard, bool zero)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 || result.Errors.Any()) return;
            var value = result.GetValueOrDefault<double>();
            if (!(value < 1) || !(zero ? value >= 0 : value > 0)) result.AddError($"{name} lies between 0 and 1; got {result.Tokens[0].Value}");
        });
        return option;
    }

    private static int? Value(OptionResult result) =>
        result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) ? value : null;
}
