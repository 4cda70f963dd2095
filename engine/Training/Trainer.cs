using NeuralCore.Nn;
using NeuralCore.Optim;

namespace NeuralCore.Training;

/// <summary>Trains a model: for each batch forward, loss, backward, one step of the optimizer.</summary>
/// <remarks>
/// The loss of a network with <see cref="IAuxiliaryHeads"/> is the main one plus weight · each head's.
/// A run can be cut after any step and taken up again from a <see cref="Checkpoint"/>: where it stands is
/// <see cref="Epoch"/> and <see cref="StepInEpoch"/>, and the batches are a function of the epoch's number.
/// </remarks>
/// <param name="model">The model to train.</param>
/// <param name="loss">One number from the model's output and the target: <c>(y, t) => y.CrossEntropy(t)</c>.</param>
/// <param name="optimizer">What changes the model's parameters.</param>
public sealed class Trainer(Module model, Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer)
{
    private readonly RunningMean _epochLoss = new();
    private DivergenceWatch? _watch;

    /// <summary>The model.</summary>
    public Module Model => model;

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer => optimizer;

    /// <summary>What sets the learning rates after each step, if anything.</summary>
    public Scheduler? Scheduler { get; init; }

    /// <summary>Whether the schedule counts epochs instead of steps.</summary>
    public bool SchedulesByEpoch { get; init; }

    /// <summary>The largest norm that the gradients may have together, if there is a bound.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>An average of the weights that takes them in after each step, if there is one.</summary>
    public WeightAverage? Average { get; init; }

    /// <summary>What ends the run before its last epoch, if anything; <see cref="EpochEnded"/> reports to it, before it saves a checkpoint.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>How often loss and gradients are looked at before the optimizer uses them: at each step with 1, at every tenth with 10, never with 0.</summary>
    /// <remarks>It costs one pass over the gradients and, on a device of its own, waiting for it. What slips through no <see cref="Checkpoint"/> will take.</remarks>
    /// <exception cref="UsageException">The number is negative.</exception>
    public int DivergenceCheckEvery
    {
        get;
        init => field = value >= 0 ? value : throw new UsageException($"a check at every {value} steps was asked for; expected 1 or more, or 0 for none");
    } = 1;

    /// <summary>What is measured of the training batches.</summary>
    public IReadOnlyList<IMetric> Metrics { get; init; } = [];

    /// <summary>Called after every step.</summary>
    public Action<StepReport>? StepEnded { get; init; }

    /// <summary>Called after every epoch: to evaluate, to log, to save a checkpoint. If it throws, the epoch's last step is behind and its end is not.</summary>
    public Action<EpochReport>? EpochEnded { get; init; }

    /// <summary>The number of whole epochs behind.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of steps behind in the running epoch.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>What the running epoch has gathered so far: its mean loss, then the metrics that can be taken up again.</summary>
    internal IEnumerable<IResumable> Gathered => [_epochLoss, .. Metrics.OfType<IResumable>()];

    /// <summary>Trains until so many epochs are behind, or early stopping has lost its patience.</summary>
    /// <param name="epochs">The number of epochs, those of a resumed run included.</param>
    /// <param name="batchesOf">The batches of an epoch, counted from 0: always the same ones for the same epoch, each made only when it is its turn; a resumed run makes those before its step and passes over them.</param>
    /// <param name="cancellation">Ends the run after the running step.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything stands as after the last whole step.</exception>
    /// <exception cref="DivergedException">The loss or a gradient is no finite number; everything stands as after the last whole step.</exception>
    public void Fit(int epochs, Func<int, IEnumerable<Batch>> batchesOf, CancellationToken cancellation = default) =>
        Fit(epochs, (epoch, firstStep) => PassOver(batchesOf(epoch), firstStep), cancellation);

    /// <summary>Trains until so many epochs are behind, or early stopping has lost its patience.</summary>
    /// <param name="epochs">The number of epochs, those of a resumed run included.</param>
    /// <param name="batchesOf">The batches of an epoch from a step on, both counted from 0: always the same ones for the same epoch, each made only when it is its turn.</param>
    /// <param name="cancellation">Ends the run after the running step.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything stands as after the last whole step.</exception>
    /// <exception cref="DivergedException">The loss or a gradient is no finite number; everything stands as after the last whole step.</exception>
    public void Fit(int epochs, Func<int, int, IEnumerable<Batch>> batchesOf, CancellationToken cancellation = default)
    {
        while (Epoch < epochs && EarlyStopping is not { ShouldStop: true })
        {
            model.Train();
            using var batches = batchesOf(Epoch, StepInEpoch).GetEnumerator();
            while (Step(batches)) cancellation.ThrowIfCancellationRequested();
            EndEpoch();
        }
    }

    private void EndEpoch()
    {
        var steps = StepInEpoch;
        (Epoch, StepInEpoch) = (Epoch + 1, 0);
        if (SchedulesByEpoch) Scheduler?.Step();
        try
        {
            EpochEnded?.Invoke(new EpochReport(Epoch, _epochLoss.Value, Metrics));
        }
        catch
        {
            // Cancelled while it was scored, say: the epoch's end is still to come, and a resumed run begins with it.
            (Epoch, StepInEpoch) = (Epoch - 1, steps);
            if (SchedulesByEpoch && Scheduler is { } scheduler) scheduler.StepCount--;
            throw;
        }
        Reset();
    }

    // One step in a scope of its own: whatever it makes, the batch included, goes back to the arena at its end.
    private bool Step(IEnumerator<Batch> batches)
    {
        using var scope = new MemoryScope();
        if (!batches.MoveNext()) return false;
        var (x, target) = batches.Current;
        using var watched = Watch(batches.Current);

        optimizer.ZeroGrad();
        var (y, value) = model.ForwardWithLoss(x, target, loss);
        watched?.CheckLoss(value);
        Measure(y, target, value);   // before the backward pass, which gives y back
        value.Backward();
        watched?.CheckGradients(value);
        if (MaxGradientNorm is { } max) GradientClipping.ByNorm(optimizer.Parameters, max);
        optimizer.Step();
        Average?.Update();

        if (!SchedulesByEpoch) Scheduler?.Step();
        StepInEpoch++;
        StepEnded?.Invoke(new StepReport(Epoch, StepInEpoch, x.Shape[0], value, _epochLoss));
        return true;
    }

    private DivergenceWatch.Watched? Watch(Batch batch) => DivergenceCheckEvery > 0 && StepInEpoch % DivergenceCheckEvery == 0
        ? (_watch ??= new(model, loss, optimizer)).Begin(batch, Epoch, StepInEpoch)
        : null;

    private void Measure(Tensor y, Tensor target, Tensor value)
    {
        _epochLoss.Add(value, target.Shape.Rank > 0 ? target.Shape[0] : 1);
        using var mode = new Autograd.NoGradScope();
        foreach (var metric in Metrics) metric.Update(y, target);
    }

    private void Reset()
    {
        _epochLoss.Reset();
        foreach (var metric in Metrics) metric.Reset();
    }

    private static IEnumerable<Batch> PassOver(IEnumerable<Batch> batches, int count)
    {
        using var source = batches.GetEnumerator();
        for (var i = 0; i < count; i++)
        {
            using var scope = new MemoryScope();
            if (!source.MoveNext()) yield break;
        }
        while (source.MoveNext()) yield return source.Current;
    }
}
