using NeuralCore.Memory;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A trainer learns, says how it goes, stops when told, and evaluation changes nothing.</summary>
public sealed class TrainerTests
{
    private static readonly Device Device = Device.Cpu;

    [Theory]
    [InlineData("cpu")]
    [InlineData("reference")]
    public void A_small_network_learns_one_batch_by_heart(string name)
    {
        var device = Device.Parse(name);
        var batch = Blobs.Draw(16, 1, device);
        var model = new Mlp().Initialize(1).To(device);
        List<double> losses = [];
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model, rate: 0.02))
        {
            Metrics = [new Accuracy()],
            StepEnded = step => losses.Add(step.Loss),
        };
        trainer.Fit(150, _ => [batch]);
        Assert.InRange(losses[0], 1, 3);
        Assert.InRange(losses[^1], 0, 0.02);

        var accuracy = new Accuracy();
        Evaluation.Run(model, [batch], [accuracy]);
        Assert.Equal(1, accuracy.Value);
    }

    [Fact]
    public void Reports_count_epochs_and_steps_and_average_over_examples()
    {
        var model = new Mlp().Initialize(1).To(Device);
        List<(int, int)> steps = [];
        List<double> losses = [];
        List<EpochReport> epochs = [];
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Sgd(model, 0.1))
        {
            StepEnded = s =>
            {
                steps.Add((s.Epoch, s.Step));
                losses.Add(s.Loss);
                Assert.Equal(losses.TakeLast(s.Step).Average(), s.MeanLoss, 1e-6);
            },
            EpochEnded = epochs.Add,
        };
        trainer.Fit(2, epoch => Blobs.Epoch(epoch, Device));
        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)], steps);
        Assert.Equal([1, 2], epochs.Select(e => e.Epoch));
        Assert.Equal(losses[3..].Average(), epochs[1].Loss, 1e-6);
    }

    [Fact]
    public void A_schedule_moves_on_with_the_steps_or_with_the_epochs()
    {
        Assert.Equal(0.1 * Math.Pow(0.5, 6), RateAfterTwoEpochs(byEpoch: false), 1e-12);
        Assert.Equal(0.1 * Math.Pow(0.5, 2), RateAfterTwoEpochs(byEpoch: true), 1e-12);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Assert.Equal(TrainTwoEpochs(seed: 5), TrainTwoEpochs(seed: 5));
        Assert.NotEqual(TrainTwoEpochs(seed: 5), TrainTwoEpochs(seed: 6));
    }

    [Fact]
    public void Cancelling_ends_after_the_running_step()
    {
        var model = new Mlp().Initialize(1).To(Device);
        using var source = new CancellationTokenSource();
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Sgd(model, 0.1))
        {
            StepEnded = s =>
            {
                if (s is { Epoch: 1, Step: 2 }) source.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(5, epoch => Blobs.Epoch(epoch, Device), source.Token));
        Assert.Equal((1, 2), (trainer.Epoch, trainer.StepInEpoch));
    }

    [Fact]
    public void Clipped_gradients_move_a_weight_no_further_than_rate_times_norm()
    {
        var model = new Mlp().Initialize(1).To(Device);
        var before = model.Parameters().SelectMany(p => p.Value.ToArray<double>()).ToArray();
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t) * 100, new Sgd(model, 1)) { MaxGradientNorm = 0.01 };
        trainer.Fit(1, _ => [Blobs.Draw(16, 1, Device)]);
        var after = model.Parameters().SelectMany(p => p.Value.ToArray<double>());
        Assert.Equal(0.01, Math.Sqrt(before.Zip(after, (a, b) => (a - b) * (a - b)).Sum()), 1e-4);
    }

    [Theory]
    [InlineData(1, 3)]   // of equal scores the first: class 1 of the third is behind class 0
    [InlineData(2, 5)]
    [InlineData(3, 5)]
    [InlineData(9, 6)]
    public void The_right_class_may_be_among_the_largest_outputs(int top, int right)
    {
        // Three examples of four classes at two places: [N, C, P].
        var scores = Tensor.From<float>([9, 1, 5, 7, 5, 0, 0, 0, /**/ 1, 4, 1, 3, 0, 2, 0, 1, /**/ 3, 0, 2, 1, 1, 2, 0, 3], [3, 4, 2]);
        var targets = Tensor.From<long>([0, 0, 1, 0, 3, 3], [3, 2]);
        var accuracy = new Accuracy(top);
        accuracy.Update(scores, targets);
        Assert.Equal(right / 6.0, accuracy.Value, 1e-12);
        Assert.Equal(top == 1 ? "accuracy" : $"top-{top} accuracy", accuracy.Name);
        if (top == 1) Assert.Throws<UsageException>(() => new Accuracy(0));
    }

    [Fact]
    public void Evaluation_leaves_statistics_mode_and_gradients_alone()
    {
        var model = new Mlp(dropout: 0.5).Initialize(1).To(Device);
        var before = model.StateDict().ToDictionary(s => s.Key, s => s.Value.ToArray<float>());
        var (loss, accuracy) = (new MeanLoss((y, t) => y.CrossEntropy(t)), new Accuracy());

        Evaluation.Run(model, Blobs.Epoch(0, Device), [loss, accuracy]);
        var (first, share) = (loss.Value, accuracy.Value);
        Evaluation.Run(model, Blobs.Epoch(0, Device), [loss, accuracy]);

        Assert.Equal((first, share), (loss.Value, accuracy.Value));
        Assert.InRange(first, 0.5, 3);
        Assert.True(model.IsTraining);
        Assert.All(model.Parameters(), p => Assert.Null(p.Grad));
        Assert.All(model.StateDict(), s => Assert.Equal(before[s.Key], s.Value.ToArray<float>()));
    }

    [Fact]
    public void A_result_kept_from_a_step_without_Keep_says_so()
    {
        Tensor? leaked = null;
        var model = new Mlp().Initialize(1).To(Device);
        using (new MemoryScope()) leaked = model.Forward(Blobs.Draw(4, 1, Device).Input);
        var error = Assert.Throws<GradientException>(() => leaked.ToArray<float>());
        Assert.Contains("the result of Linear", error.Message);
        Assert.Contains("Keep()", error.Message);
    }

    private static double RateAfterTwoEpochs(bool byEpoch)
    {
        var model = new Mlp().Initialize(1).To(Device);
        var optimizer = new Sgd(model, 0.1);
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), optimizer)
        {
            Scheduler = new(optimizer, new ExponentialDecay(0.5)),
            SchedulesByEpoch = byEpoch,
        };
        trainer.Fit(2, epoch => Blobs.Epoch(epoch, Device));
        return optimizer.Groups[0].Rate;
    }

    private static float[] TrainTwoEpochs(ulong seed)
    {
        var model = new Mlp(dropout: 0.3).Initialize(seed).To(Device);
        new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model)).Fit(2, epoch => Blobs.Epoch(epoch, Device));
        return [.. model.StateDict().SelectMany(s => s.Value.ToArray<float>())];
    }
}
