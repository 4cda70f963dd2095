using NeuralCore.Data;
using NeuralCore.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Task">What it was trained on.</param>
/// <param name="Test">What its test examples were taken for.</param>
internal sealed record RunOutcome(RunFolder Folder, TrainingTask Task, ConfusionMatrix Test);

/// <summary>One run from the data to the report, new or taken up again, with its folder and its words on stderr.</summary>
internal sealed class TrainRun(Terminal terminal, RunConfiguration configuration, Device device)
{
    /// <summary>Starts a new run in a folder of its own.</summary>
    /// <exception cref="DivergedException">The loss is no finite number any more; the last good checkpoint is kept.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; the checkpoint is saved.</exception>
    public RunOutcome Start(string? output, CancellationToken cancellation)
    {
        ModelBuilder.Check(configuration);
        var folder = RunFolder.Choose(output, configuration.Model);
        var task = Tasks.Prepare(configuration);
        var training = new Training(configuration, task, device);
        StartFromWeights(training);
        cancellation.ThrowIfCancellationRequested();
        folder.Make(configuration, task);
        Introduce(task, training, folder);
        var log = new TrainingLog(folder.Log);
        new RunKeeper(folder, configuration, task, training, log).Save();
        return Go(folder, task, training, log, cancellation);
    }

    /// <summary>Goes on with a run; what comes of it is, to the last bit, what had come of it without the interruption.</summary>
    /// <exception cref="DataException">The folder is damaged, or the data have changed.</exception>
    /// <exception cref="DivergedException">The loss is no finite number any more; the last good checkpoint is kept.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; the checkpoint is saved.</exception>
    public RunOutcome Resume(RunFolder folder, CancellationToken cancellation)
    {
        AtomicFile.RemoveLeftovers(folder.Path);
        var task = Tasks.Restore(configuration, folder);
        var training = new Training(configuration, task, device);
        // Killed before its first checkpoint, a run starts again.
        if (File.Exists(folder.Last)) Checkpoint.Load(folder.Last, training.Trainer);
        else StartFromWeights(training);
        var log = TrainingLog.Open(folder.Log, training.Trainer.Epoch);
        if (training.Trainer.Epoch > configuration.Epochs)
            throw new DataException($"{folder.Path}: {training.Trainer.Epoch} epochs are behind; expected --epochs of at least that, got {configuration.Epochs}");
        folder.Write(configuration);
        if (!training.IsFinished) folder.RemoveScores();
        Introduce(task, training, folder);
        terminal.Error.WriteLine(training.IsFinished
            ? $"The run is finished: {training.Trainer.Epoch} epochs are behind{(training.Trainer.EarlyStopping!.ShouldStop ? ", and early stopping has ended it" : "")}"
            : $"Going on {Stand(training.Trainer)}");
        return Go(folder, task, training, log, cancellation);
    }

    private RunOutcome Go(RunFolder folder, TrainingTask task, Training training, TrainingLog log, CancellationToken cancellation)
    {
        if (!training.IsFinished) Train(folder, task, training, log, cancellation);
        Checkpoint.LoadModel(folder.Reported(), training.Model);
        training.Model.Save(folder.Weights);
        var matrix = Score(folder, task, training, cancellation);
        Scores.Save(folder, matrix, task.Shape.ClassNames, task.IsSegmentation);
        terminal.Error.WriteLine($"The run is in {folder.Path}; neuralcore eval {folder.Path} scores it again.");
        return new(folder, task, matrix);
    }

    private void StartFromWeights(Training training)
    {
        if (configuration.Weights is not { } weights) return;
        var passedOver = WeightsFile.Load(weights, training.Model, configuration.WeightsPartial);
        terminal.Error.WriteLine(passedOver.Count == 0
            ? $"The training starts from {weights}"
            : $"The training starts from what fits of {weights}; not taken: {string.Join(", ", passedOver.Take(12))}{(passedOver.Count > 12 ? $" and {passedOver.Count - 12} more" : "")}");
    }

    private void Introduce(TrainingTask task, Training training, RunFolder folder)
    {
        foreach (var line in task.Introduction) terminal.Error.WriteLine(line);
        var held = task.Validation.Count > 0 ? $"{task.Validation.Count:n0} validate, " : "";
        terminal.Error.WriteLine($"{task.Training.Count:n0} {task.Noun} train, {held}{task.Test.Count:n0} test; {configuration.Model} has {training.Model.Parameters().Sum(p => p.Shape.Count):n0} parameters; run folder {folder.Path}");
    }

    private void Train(RunFolder folder, TrainingTask task, Training training, TrainingLog log, CancellationToken cancellation)
    {
        var keeper = new RunKeeper(folder, configuration, task, training, log);
        using var progress = new TrainingProgress(terminal, configuration.Epochs, task.Training.Count, training.Steps, training.Trainer.Epoch, training.Trainer.StepInEpoch);
        training.StepEnded = (step, accuracy) =>
        {
            progress.Step(step, accuracy);
            keeper.EndStep();
        };
        training.EpochEnded = (epoch, isBest) =>
        {
            keeper.EndEpoch(epoch, isBest);
            progress.Epoch(epoch);
        };
        try
        {
            training.Fit(cancellation);
        }
        catch (OperationCanceledException interruption)
        {
            keeper.Save();
            throw new InterruptedException($"interrupted {Stand(training.Trainer)}; the checkpoint is saved in {folder.Last}, and neuralcore train --resume {folder.Path} goes on", interruption);
        }
        catch (DivergedException error)
        {
            throw new DivergedException($"{error.Message}; the last good checkpoint is {folder.Last}", error);
        }
        if (training.Trainer.Epoch < configuration.Epochs)
            terminal.Error.WriteLine($"Stopped after epoch {training.Trainer.Epoch}: {configuration.EarlyStopping} epochs brought nothing better");
    }

    private ConfusionMatrix Score(RunFolder folder, TrainingTask task, Training training, CancellationToken cancellation)
    {
        terminal.Error.WriteLine($"Scoring {task.Test.Count:n0} test {task.Noun}");
        try
        {
            return Scoring.Score(training.Model, task.Test, configuration, device, cancellation);
        }
        catch (OperationCanceledException interruption)
        {
            throw new InterruptedException($"interrupted before the score; the trained weights are saved, and neuralcore eval {folder.Path} scores them", interruption);
        }
    }

    private static string Stand(Trainer trainer) => trainer.StepInEpoch == 0
        ? $"after epoch {trainer.Epoch}"
        : $"in epoch {trainer.Epoch + 1} after step {trainer.StepInEpoch}";
}
