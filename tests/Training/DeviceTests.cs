using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Tests.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A run on a GPU is a run: it learns, it repeats to the bit, it diverges with words, and it goes on from what another device left.</summary>
public sealed class DeviceTests : IDisposable
{
    private const int Epochs = 3;

    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<TheoryDataRow<string>> Devices => DevicesUnderTest.Gpus;

    /// <summary>Where a run begins, and where it goes on.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Moves =>
    [
        new("cpu", "ptx"), new("ptx", "cpu"),
        DevicesUnderTest.Long(new TheoryDataRow<string, string>("opencl", "ptx")), DevicesUnderTest.Long(new TheoryDataRow<string, string>("cpu", "opencl")),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Devices))]
    public void A_small_network_learns_one_batch_by_heart(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var batch = Blobs.Draw(16, 1, device);
        var model = new Mlp(hidden: 16).Initialize(1).To(device);
        List<double> losses = [];
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model, rate: 0.05)) { StepEnded = step => losses.Add(step.Loss) };
        trainer.Fit(30, _ => [batch]);
        Assert.InRange(losses[0], 1, 3);
        Assert.InRange(losses[^1], 0, 0.1);

        var accuracy = new Accuracy();
        Evaluation.Run(model, [batch], [accuracy]);
        Assert.Equal(1, accuracy.Value);
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_run_repeats_to_the_bit(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var file in new[] { "once", "again" })
        {
            var trainer = Run(device);
            Fit(trainer, device);
            Checkpoint.Save(_folder[file], trainer);
        }
        Assert.Equal(File.ReadAllBytes(_folder["once"]), File.ReadAllBytes(_folder["again"]));
    }

    [Theory, MemberData(nameof(Moves))]
    public void A_run_cut_within_an_epoch_goes_on_on_another_device(string before, string after)
    {
        var (first, second) = (DevicesUnderTest.Get(before), DevicesUnderTest.Get(after));
        List<(double Loss, double Accuracy)> expected = [], told = [];
        var whole = Run(Device.Cpu, expected);
        Fit(whole, Device.Cpu);

        using var source = new CancellationTokenSource();
        var cut = Run(first, told, step =>
        {
            if (step is { Epoch: 1, Step: 2 }) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit(cut, first, source.Token));
        Checkpoint.Save(_folder["cut"], cut);

        var resumed = Run(second, told);
        Checkpoint.Load(_folder["cut"], resumed);
        Assert.Equal((1, 2), (resumed.Epoch, resumed.StepInEpoch));
        Fit(resumed, second);

        Assert.All(resumed.Model.StateDict().Values, state => Assert.Equal(second, state.Device));
        Assert.Equal(expected.Select(e => e.Accuracy), told.Select(t => t.Accuracy));
        AssertNear(expected.Select(e => e.Loss), told.Select(t => t.Loss));
        AssertNear(Numbers(whole.Model.StateDict()), Numbers(resumed.Model.StateDict()));
        AssertNear(Numbers(whole.Optimizer.StateDict()), Numbers(resumed.Optimizer.StateDict()));
        AssertNear(Numbers(whole.Average!.StateDict()), Numbers(resumed.Average!.StateDict()));
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_model_that_moves_between_two_steps_takes_everything_with_it(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var (stays, moves) = (Run(Device.Cpu), Run(Device.Cpu));
        Fit(stays, Device.Cpu);
        moves.Fit(1, epoch => Blobs.Epoch(epoch, Device.Cpu));
        moves.Model.To(device);
        moves.Fit(2, epoch => Blobs.Epoch(epoch, device));
        moves.Model.To(Device.Cpu);
        Fit(moves, Device.Cpu);
        AssertNear(Numbers(stays.Model.StateDict()), Numbers(moves.Model.StateDict()));
        AssertNear(Numbers(stays.Average!.StateDict()), Numbers(moves.Average!.StateDict()));
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_run_that_leaves_the_finite_numbers_names_the_operation(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var trainer = Run(device);
        var before = Numbers(trainer.Model.StateDict());
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(1, _ => [Spoilt(Blobs.Draw(8, 1, device))]));
        Assert.Contains("epoch 1 at step 1: the loss is NaN; the batch's input [8, 8] holds NaN", error.Message);
        Assert.Equal(before, Numbers(trainer.Model.StateDict()));

        static Batch Spoilt(Batch batch)
        {
            batch.Input.Slice(0, 3, 4).Fill(double.NaN);
            return batch;
        }
    }

    // With everything that a run can have: dropout, clipping, a schedule, averaged weights, metrics.
    private static Trainer Run(Device device, List<(double Loss, double Accuracy)>? told = null, Action<StepReport>? stepEnded = null)
    {
        var model = new Mlp(dropout: 0.3).To(device).Initialize(3);
        var optimizer = new Sgd(model, 0.05, momentum: 0.9);
        return new(model, (y, t) => y.CrossEntropy(t), optimizer)
        {
            Scheduler = new(optimizer, new CosineAnnealing(9)),
            Average = new(model, 0.9),
            MaxGradientNorm = 1,
            Metrics = [new Accuracy(), new MeanLoss((y, t) => y.CrossEntropy(t))],
            StepEnded = stepEnded,
            EpochEnded = epoch => told?.Add((epoch.Loss, epoch.Metrics[0].Value)),
        };
    }

    private static void Fit(Trainer trainer, Device device, CancellationToken cancellation = default) =>
        trainer.Fit(Epochs, epoch => Blobs.Epoch(epoch, device), cancellation);

    private static IEnumerable<double> Numbers(OrderedDictionary<string, Tensor> state) => state.Values.SelectMany(tensor => tensor.ToArray<double>());

    // Nine steps of float arithmetic in another order.
    private static void AssertNear(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        foreach (var (e, a) in expected.Zip(actual)) Assert.Equal(e, a, 1e-4);
    }
}
