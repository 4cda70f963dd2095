using System.CommandLine;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore train MODEL</c>: trains, scores the test part once, and leaves a run folder.</summary>
internal static class TrainCommand
{
    private const int SyntheticBands = 15, SyntheticEpochs = 20, Epochs = 100;

    // What a run has options of its own for, or what its labels say.
    private static readonly string[] Decided = ["bands", "window", "classes"];

    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        var data = CheckedOptions.Name("--data", "The scene's cube (MAT 4, 5, 7.3 or ENVI), or 'synthetic' for the embedded one.", "file", TrainConfiguration.Synthetic);
        var labels = CheckedOptions.Name("--labels", "The scene's labels, where they are in a file of their own.", "file");
        var cubeVariable = CheckedOptions.Name("--data-variable", "The cube's variable (the largest with three dimensions).", "variable");
        var labelsVariable = CheckedOptions.Name("--labels-variable", "The labels' variable (the one of the cube's height and width).", "variable");
        var trainRatio = CheckedOptions.Real("--train-ratio", "The share of the labelled pixels to train on.", 0.1, value => value is > 0 and < 1, "a number between 0 and 1, both excluded");
        var validationRatio = CheckedOptions.Real("--validation-ratio", "The share of the training pixels put aside to choose the best epoch by.", 0, value => value is >= 0 and < 1, "a number from 0 up to, not including, 1");
        var bands = CheckedOptions.Whole("--bands", $"The principal components to keep (the model's own, 30 for hybridsn; {SyntheticBands} for the synthetic scene).", 13);
        var window = CheckedOptions.Odd("--window", "The side of a patch, odd so that it has a middle (the model's own, 25 for hybridsn).", 9);
        var epochs = CheckedOptions.Whole("--epochs", $"The passes over the training pixels ({Epochs}; {SyntheticEpochs} for the synthetic scene).", 1);
        var batch = CheckedOptions.Whole("--batch", "The patches of a step (128).", 2);
        var rate = CheckedOptions.Real("--lr", "Adam's learning rate.", 1e-3, value => value > 0, "a number above 0");
        var option = CommonOptions.ModelOption();
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var output = CheckedOptions.Name("--out", "The run folder, new (runs/MODEL, or runs/MODEL-2 and so on where that is taken).", "folder");
        var json = CommonOptions.Json();

        var command = new Command("train", "Trains a model, scores the pixels it has not seen, and leaves a run folder with report, weights and log.")
        {
            model, data, labels, cubeVariable, labelsVariable, trainRatio, validationRatio, bands, window, epochs, batch, rate, option, seed, threads, device, output, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var source = parsed.GetRequiredValue(data)!;
            var isSynthetic = source == TrainConfiguration.Synthetic;
            foreach (var unused in new[] { labels, cubeVariable, labelsVariable }.Where(o => isSynthetic && parsed.GetValue(o) is not null))
                throw new UsageException($"{unused.Name} {parsed.GetValue(unused)} goes with a --data file; the synthetic scene has its own labels");
            var options = CommonOptions.ParseOptions(parsed.GetValue(option));
            foreach (var name in Decided.Where(options.ContainsKey))
                throw new UsageException($"{name} is no --option of a training run: --bands and --window set the patch, and the labels the number of classes");
            var (info, standard) = CommonOptions.ParseModel(parsed.GetRequiredValue(model), null);
            var patch = info.Input(standard);   // [1, bands, window, window]
            var configuration = new TrainConfiguration
            {
                Model = info.Name,
                Options = options,
                Data = isSynthetic ? source : Path.GetFullPath(source),
                Labels = parsed.GetValue(labels) is { } file ? Path.GetFullPath(file) : null,
                CubeVariable = parsed.GetValue(cubeVariable),
                LabelsVariable = parsed.GetValue(labelsVariable),
                TrainRatio = parsed.GetValue(trainRatio),
                ValidationRatio = parsed.GetValue(validationRatio),
                Bands = parsed.GetValue(bands) ?? (isSynthetic ? SyntheticBands : patch[1]),
                Window = parsed.GetValue(window) ?? patch[2],
                Epochs = parsed.GetValue(epochs) ?? (isSynthetic ? SyntheticEpochs : Epochs),
                Batch = parsed.GetValue(batch) ?? 128,
                LearningRate = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                Device = parsed.GetRequiredValue(device),
            };
            return new TrainRun(terminal, configuration, CommonOptions.ParseDevice(configuration.Device)).Run(parsed.GetValue(output), parsed.GetValue(json), cancellation);
        }, CancellationToken.None));
        return command;
    }
}
