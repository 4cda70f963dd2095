using System.Globalization;
using System.Text;
using NeuralCore.Data;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>One training run from the scene to the report.</summary>
internal sealed class TrainRun(Terminal terminal, TrainConfiguration configuration, Device device)
{
    private readonly StringBuilder _log = new("epoch,loss,accuracy,validation_accuracy,learning_rate\n");
    private double _best = double.PositiveInfinity;

    /// <summary>Trains, scores the test pixels once, and writes the run folder.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted; the last checkpoint is saved.</exception>
    public int Run(string? output, bool json, CancellationToken cancellation)
    {
        Models.Check(configuration);
        var folder = RunFolder.Choose(output, configuration.Model);
        var task = SceneTask.Prepare(configuration, device);
        var model = Models.CreateFor(configuration, task).To(device).Initialize(configuration.Seed);
        cancellation.ThrowIfCancellationRequested();
        folder.Make(configuration, task);
        Introduce(task, model, folder);

        Train(task, model, folder, cancellation);

        Checkpoint.LoadModel(folder.Reported(task.Split), model);
        var matrix = Score(task, model, folder, cancellation);
        Scores.Save(folder, matrix, task.Scene.ClassNames);
        terminal.Output.Write(Scores.Text(matrix, task.Scene.ClassNames, json));
        terminal.Error.WriteLine($"The run is in {folder.Path}; neuralcore eval {folder.Path} scores it again.");
        return ExitCodes.Ok;
    }

    private void Introduce(SceneTask task, Module model, RunFolder folder)
    {
        var (scene, split) = (task.Scene, task.Split);
        terminal.Error.WriteLine($"{scene.Name}: {scene.Height}×{scene.Width}, {scene.Bands} bands, {scene.Classes} classes, {scene.LabelledPixels.Length:n0} labelled pixels");
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{configuration.Bands} principal components keep {100 * task.Pca.VarianceRatios.ToArray().Sum():f2} % of the variance"));
        terminal.Error.WriteLine($"{split.Train.Length:n0} pixels train, {(split.Validation.Length > 0 ? $"{split.Validation.Length:n0} validate, " : "")}{split.Test.Length:n0} test; {configuration.Model} has {model.Parameters().Sum(p => p.Shape.Count):n0} parameters; run folder {folder.Path}");
    }

    private void Train(SceneTask task, Module model, RunFolder folder, CancellationToken cancellation)
    {
        var accuracy = new Accuracy();
        var loader = task.Loader(task.Split.Train, configuration.Batch, shuffles: true, configuration.Seed);
        using var progress = new TrainingProgress(terminal, configuration.Epochs, task.Split.Train.Length, loader.Steps);
        Trainer? trainer = null;
        trainer = new Trainer(model, (y, target) => y.CrossEntropy(target), new Adam(model, configuration.LearningRate))
        {
            Metrics = [accuracy],
            StepEnded = step => progress.Step(step, accuracy.Value),
            EpochEnded = epoch => EndEpoch(epoch, accuracy.Value, task, trainer!, folder, progress, cancellation),
        };
        try
        {
            trainer.Fit(configuration.Epochs, (epoch, firstStep) => Scoring.Batches(loader, epoch, firstStep), cancellation);
        }
        catch (OperationCanceledException interruption)
        {
            Checkpoint.Save(folder.Last, trainer, Notes());
            var stand = trainer.StepInEpoch == 0 ? $"after epoch {trainer.Epoch}" : $"in epoch {trainer.Epoch + 1} after step {trainer.StepInEpoch}";
            throw new InterruptedException($"interrupted {stand}; the checkpoint is saved in {folder.Last}", interruption);
        }
        catch (DivergedException divergence)
        {
            throw new DivergedException($"{divergence.Message}; {(File.Exists(folder.Last) ? $"the last good checkpoint is {folder.Last}" : "no checkpoint was saved yet")}", divergence);
        }
    }

    private ConfusionMatrix Score(SceneTask task, Module model, RunFolder folder, CancellationToken cancellation)
    {
        terminal.Error.WriteLine($"Scoring {task.Split.Test.Length:n0} test pixels");
        try
        {
            return Scoring.Score(model, task, task.Split.Test, configuration.Batch, cancellation);
        }
        catch (OperationCanceledException interruption)
        {
            throw new InterruptedException($"interrupted before the score; the trained weights are saved, and neuralcore eval {folder.Path} scores them", interruption);
        }
    }

    private void EndEpoch(EpochReport epoch, double accuracy, SceneTask task, Trainer trainer, RunFolder folder, TrainingProgress progress, CancellationToken cancellation)
    {
        double? validation = task.Split.Validation.Length > 0
            ? Scoring.Score(trainer.Model, task, task.Split.Validation, configuration.Batch, cancellation).OverallAccuracy
            : null;
        var badness = validation is { } v ? -v : epoch.Loss;
        Checkpoint.Save(folder.Last, trainer, Notes());
        if (badness < _best || epoch.Epoch == 1)
        {
            if (badness < _best) _best = badness;
            Checkpoint.Save(folder.Best, trainer, Notes());
        }
        _log.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Loss:r},{accuracy:r},{validation?.ToString("r", CultureInfo.InvariantCulture)},{configuration.LearningRate:r}\n");
        AtomicFile.WriteText(folder.Log, _log.ToString());
        progress.Epoch(epoch, accuracy, validation);
    }

    // What eval must know to refuse a checkpoint of another network; nothing that differs between equal runs.
    private Dictionary<string, string> Notes() => new() { ["model"] = configuration.Model };
}
