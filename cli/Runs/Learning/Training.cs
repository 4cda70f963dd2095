using System.Diagnostics;
using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>The training of one network as a configuration says; it knows of no folder and no console.</summary>
internal sealed class Training
{
    private readonly RunConfiguration _configuration;
    private readonly TrainingTask _task;
    private readonly Device _device;
    private readonly DataLoader _loader;
    private readonly Schedule? _schedule;
    private readonly Accuracy _accuracy = new();
    private long _epochStart;
    private CancellationToken _cancellation;

    /// <summary>A network for a task, with the weights that its seed draws.</summary>
    /// <exception cref="DataException">The network does not take the task's examples.</exception>
    public Training(RunConfiguration configuration, TrainingTask task, Device device)
    {
        (_configuration, _task, _device) = (configuration, task, device);
        Model = ModelBuilder.Create(configuration, task.Shape).To(device).Initialize(configuration.Seed);
        _loader = new DataLoader(task.Training, configuration.Batch)
        {
            Shuffles = true,
            Seed = configuration.Seed,
            Last = LastBatch.Join,
            Device = device,
            Workers = configuration.Workers,
        };
        _schedule = Schedules.Create(configuration, _loader.Steps);
        var optimizer = Optimizers.Create(configuration, Model);
        Trainer = new Trainer(Model, (y, target) => y.CrossEntropy(target, labelSmoothing: configuration.LabelSmoothing), optimizer)
        {
            Scheduler = _schedule is null ? null : new Scheduler(optimizer, _schedule),
            MaxGradientNorm = configuration.Clip,
            Average = configuration.Ema is { } decay ? new WeightAverage(Model, decay) : null,
            // Without a limit to its patience it only remembers the best epoch.
            EarlyStopping = new EarlyStopping(configuration.EarlyStopping ?? int.MaxValue, task.Validation.Count > 0 ? Better.Higher : Better.Lower),
            Metrics = [_accuracy],
            StepEnded = step => StepEnded?.Invoke(step, _accuracy.Value),
            EpochEnded = EndEpoch,
        };
    }

    /// <summary>The network.</summary>
    public Module Model { get; }

    /// <summary>Where the training stands.</summary>
    public Trainer Trainer { get; }

    /// <summary>The steps of an epoch.</summary>
    public int Steps => _loader.Steps;

    /// <summary>Whether no epoch is left, or none that early stopping waits for.</summary>
    public bool IsFinished => Trainer.Epoch >= _configuration.Epochs || Trainer.EarlyStopping!.ShouldStop;

    /// <summary>Called after every step, with the epoch's accuracy so far.</summary>
    public Action<StepReport, double>? StepEnded { get; set; }

    /// <summary>Called after every epoch, and whether it is the best so far: by the validation part, without one by the training loss.</summary>
    public Action<EpochRecord, bool>? EpochEnded { get; set; }

    /// <summary>Prepares the data, trains and scores: all that a configuration says, without a folder.</summary>
    /// <exception cref="DataException">The data or the weights do not serve.</exception>
    /// <exception cref="DivergedException">The loss is no finite number any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingResult Run(RunConfiguration configuration, Device device, Action<EpochRecord>? epochEnded = null, CancellationToken cancellation = default) =>
        Run(configuration, Tasks.Prepare(configuration), device, epochEnded, cancellation);

    /// <summary>The same on a task that is prepared already, so that several configurations may share it.</summary>
    public static TrainingResult Run(
        RunConfiguration configuration, TrainingTask task, Device device, Action<EpochRecord>? epochEnded = null, CancellationToken cancellation = default)
    {
        var training = new Training(configuration, task, device);
        if (configuration.Weights is { } weights) WeightsFile.Load(weights, training.Model, configuration.WeightsPartial);
        List<EpochRecord> epochs = [];
        training.EpochEnded = (epoch, _) =>
        {
            epochs.Add(epoch);
            epochEnded?.Invoke(epoch);
        };
        var start = Stopwatch.GetTimestamp();
        training.Fit(cancellation);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(epochs, training.Score(task.Test, cancellation), training.Model.Parameters().Sum(p => p.Shape.Count), seconds);
    }

    /// <summary>Trains to the end.</summary>
    /// <exception cref="DivergedException">The loss is no finite number any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything stands as after the last whole step.</exception>
    public void Fit(CancellationToken cancellation)
    {
        (_epochStart, _cancellation) = (Stopwatch.GetTimestamp(), cancellation);
        Trainer.Fit(_configuration.Epochs, (epoch, firstStep) => Scoring.Batches(_loader, epoch, firstStep), cancellation);
    }

    /// <summary>What the network takes some examples for; its averaged weights, where it keeps them.</summary>
    public ConfusionMatrix Score(IDataset examples, CancellationToken cancellation = default)
    {
        using var averaged = Trainer.Average is { Updates: > 0 } average ? average.Applied() : null;
        return Scoring.Score(Model, examples, _configuration, _device, cancellation);
    }

    private void EndEpoch(EpochReport epoch)
    {
        // Cut short, it leaves the epoch without its end, and a resumed run begins with that.
        double? validation = _task.Validation.Count > 0 ? Score(_task.Validation, _cancellation).OverallAccuracy : null;
        var steps = (long)epoch.Epoch * Steps;
        var rate = _schedule?.Rate(steps - 1, _configuration.Lr) ?? _configuration.Lr;
        var seconds = Stopwatch.GetElapsedTime(_epochStart).TotalSeconds;
        var isBest = Trainer.EarlyStopping!.Report(validation ?? epoch.Loss);
        EpochEnded?.Invoke(new(epoch.Epoch, steps, epoch.Loss, _accuracy.Value, validation, rate, seconds), isBest);
        _epochStart = Stopwatch.GetTimestamp();
    }
}
