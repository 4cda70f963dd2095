using NeuralCore.Backends;
using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Tests.Backends.Cpu;
using NeuralCore.Tests.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>With everything that a run can have, cut after any step and resumed with other workers and threads, it ends with the same bytes and has told the same.</summary>
[Collection(nameof(Threads))]
public sealed class ResumeTests
{
    private const int Epochs = 3, StepsPerEpoch = 4;

    [Fact]
    public void A_run_cut_after_any_step_ends_with_the_bytes_of_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        List<string> told = [];
        Fit(told, workers: 0, threads: 1, folder["whole"]);
        Assert.Equal(Epochs, told.Count);
        var expected = File.ReadAllBytes(folder["whole"]);

        for (var steps = 0; steps < Epochs * StepsPerEpoch; steps++)
        {
            List<string> toldInAll = [];
            var cut = Fit(toldInAll, workers: steps % 3, threads: 1 + steps % 2, folder["cut"], stopAfter: steps);
            Assert.Equal(steps, cut.Epoch * StepsPerEpoch + cut.StepInEpoch);
            Fit(toldInAll, workers: (steps + 1) % 3, threads: 2, folder["resumed"], load: folder["cut"]);
            Assert.Equal(told, toldInAll);
            Assert.Equal(expected, File.ReadAllBytes(folder["resumed"]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_cut_while_an_epoch_is_scored_scores_it_again(bool schedulesByEpoch)
    {
        using var folder = new TemporaryFolder();
        List<string> told = [], toldInAll = [];
        Train(told, interruptedAt: 0);
        Assert.Equal(Epochs, told.Count);
        Assert.Throws<OperationCanceledException>(() => Train(toldInAll, interruptedAt: 2));
        Assert.Equal(told[..1], toldInAll);
        Train(toldInAll, interruptedAt: 0, load: true);
        Assert.Equal(told, toldInAll);

        void Train(List<string> told, int interruptedAt, bool load = false)
        {
            var model = new Mlp(dropout: 0.3).Initialize(5);
            var optimizer = new Sgd(model, 0.1);
            var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), optimizer)
            {
                Scheduler = new(optimizer, new CosineAnnealing(20)),
                SchedulesByEpoch = schedulesByEpoch,
                EpochEnded = epoch =>
                {
                    if (epoch.Epoch == interruptedAt) throw new OperationCanceledException();
                    told.Add($"{epoch.Epoch} {epoch.Loss:r} {optimizer.Groups[0].Rate:r} {string.Join(' ', State(model))}");
                },
            };
            if (load) Checkpoint.Load(folder["run"], trainer);
            try
            {
                trainer.Fit(Epochs, epoch => Blobs.Epoch(epoch, Device.Cpu));
            }
            finally
            {
                Checkpoint.Save(folder["run"], trainer);
            }
        }
    }

    [Fact]
    public void The_weights_for_evaluation_are_the_averaged_ones_unless_others_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        var trainer = Fit([], workers: 1, threads: 1, folder["run"]);
        var (averaged, plain) = (new Mlp(dropout: 0.3), new Mlp(dropout: 0.3));
        Checkpoint.LoadModel(folder["run"], averaged);
        Checkpoint.LoadModel(folder["run"], plain, averaged: false);
        Assert.Equal(State(trainer.Model), State(plain));
        Assert.NotEqual(State(trainer.Model), State(averaged));
        using (trainer.Average!.Applied()) Assert.Equal(State(trainer.Model), State(averaged));
    }

    [Fact]
    public void A_run_without_an_average_is_not_resumed_with_one_nor_the_other_way_round()
    {
        using var folder = new TemporaryFolder();
        Checkpoint.Save(folder["with"], Start());
        Checkpoint.Save(folder["without"], Start(averages: false));
        Assert.Contains("averages its weights and this one does not", Assert.Throws<DataException>(() => Checkpoint.Load(folder["with"], Start(averages: false))).Message);
        Assert.Contains("lacks 'average_updates'", Assert.Throws<DataException>(() => Checkpoint.Load(folder["without"], Start())).Message);
    }

    private static Trainer Start(bool averages = true, List<string>? told = null, Action? stepEnded = null)
    {
        var model = new Mlp(dropout: 0.3).Initialize(5);
        var optimizer = new Adam(model, rate: 0.02);
        var stopping = new EarlyStopping(patience: 10);
        return new(model, (y, t) => y.CrossEntropy(t), optimizer)
        {
            Scheduler = new(optimizer, new LinearWarmup(5, 0.1, new CosineAnnealing(7))),
            Average = averages ? new(model, decay: 0.9) : null,
            EarlyStopping = stopping,
            MaxGradientNorm = 0.5,
            Metrics = [new Accuracy(), new Accuracy(top: 2), new MeanLoss((y, t) => y.CrossEntropy(t))],
            StepEnded = _ => stepEnded?.Invoke(),
            EpochEnded = epoch =>
            {
                stopping.Report(epoch.Loss);
                told?.Add($"{epoch.Epoch} {epoch.Loss:r} {optimizer.Groups[0].Rate:r} {string.Join(' ', epoch.Metrics.Select(m => m.Value.ToString("r")))}");
            },
        };
    }

    private static Trainer Fit(List<string> told, int workers, int threads, string save, string? load = null, int stopAfter = int.MaxValue)
    {
        using var _ = new ThreadCount(threads);
        using var source = new CancellationTokenSource();
        var trainer = Start(told: told, stepEnded: () =>
        {
            if (--stopAfter == 0) source.Cancel();
        });
        if (load is not null) Checkpoint.Load(load, trainer);
        if (stopAfter == 0) source.Cancel();
        var loader = new DataLoader(new Noisy(), 6) { Seed = 5, Shuffles = true, Workers = workers, Last = LastBatch.Join };
        Assert.Equal(StepsPerEpoch, loader.Steps);
        try
        {
            if (stopAfter > 0) trainer.Fit(Epochs, (epoch, first) => loader.Epoch(epoch, first).Select(b => new Batch(b.Inputs, b.Targets)), source.Token);
        }
        catch (OperationCanceledException)
        {
            // Where a run is cut.
        }
        Checkpoint.Save(save, trainer);
        return trainer;
    }

    private static float[] State(ModuleBase model) => [.. model.StateDict().SelectMany(s => s.Value.ToArray<float>())];

    /// <summary>Twenty-five examples of two classes, with noise that augmentation draws.</summary>
    private sealed class Noisy : IDataset
    {
        public int Count => 25;

        public Shape InputShape => [8];

        public Shape TargetShape => Shape.Scalar;

        public IReadOnlyList<string> ClassNames => ["even", "odd"];

        public void Read(int index, Generator random, Span<float> input, Span<long> target)
        {
            for (var i = 0; i < input.Length; i++) input[i] = index % 2 * i + (float)random.NextDouble();
            target[0] = index % 2;
        }
    }
}
