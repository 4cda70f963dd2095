using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A run goes on from its checkpoint as if it had never been cut, and equal runs write equal files.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly Device Device = Device.Cpu;
    private readonly string _folder = Directory.CreateTempSubdirectory("neuralcore-checkpoint-").FullName;

    private string File(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Trainer Run(ulong seed = 3, int hidden = 32, Action<StepReport>? stepEnded = null, List<(double Loss, double Accuracy)>? reports = null)
    {
        var model = new Mlp(dropout: 0.3, hidden).Initialize(seed).To(Device);
        var optimizer = new Adam(model);
        return new(model, (y, t) => y.CrossEntropy(t), optimizer)
        {
            Scheduler = new(optimizer, new CosineAnnealing(9)),
            StepEnded = stepEnded,
            Metrics = [new Accuracy()],
            EpochEnded = epoch => reports?.Add((epoch.Loss, epoch.Metrics[0].Value)),
        };
    }

    private static void Fit(Trainer trainer, CancellationToken cancellation = default) =>
        trainer.Fit(3, epoch => Blobs.Epoch(epoch, Device), cancellation);

    [Fact]
    public void A_run_cut_within_an_epoch_and_resumed_ends_with_the_same_bytes()
    {
        List<(double Loss, double Accuracy)> told = [], toldAgain = [];
        var whole = Run(reports: told);
        Fit(whole);
        Checkpoint.Save(File("whole"), whole);

        using var source = new CancellationTokenSource();
        var cut = Run(stepEnded: s =>
        {
            if (s is { Epoch: 1, Step: 2 }) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit(cut, source.Token));
        Checkpoint.Save(File("cut"), cut);

        var resumed = Run(reports: toldAgain);
        Checkpoint.Load(File("cut"), resumed);
        Assert.Equal((1, 2), (resumed.Epoch, resumed.StepInEpoch));
        Fit(resumed);
        Checkpoint.Save(File("resumed"), resumed);

        Assert.Equal(System.IO.File.ReadAllBytes(File("whole")), System.IO.File.ReadAllBytes(File("resumed")));
        Assert.Equal(told[1..], toldAgain);
    }

    [Fact]
    public void Notes_and_weights_come_back()
    {
        var trainer = Run();
        Fit(trainer);
        Checkpoint.Save(File("run"), trainer, new Dictionary<string, string> { ["config"] = "{\"bands\": 15}" });
        Assert.Equal("{\"bands\": 15}", Checkpoint.ReadNotes(File("run"))["config"]);

        var model = new Mlp(dropout: 0.3);
        Checkpoint.LoadModel(File("run"), model);
        Assert.All(trainer.Model.StateDict(), s => Assert.Equal(s.Value.ToArray<float>(), model.StateDict()[s.Key].ToArray<float>()));
    }

    [Fact]
    public void Another_architecture_is_refused_with_the_file_and_the_names()
    {
        Checkpoint.Save(File("run"), Run());
        var error = Assert.Throws<DataException>(() => Checkpoint.Load(File("run"), Run(hidden: 16)));
        Assert.Contains(File("run"), error.Message);
        Assert.Contains("fc1.weight (has [32, 8], expected [16, 8])", error.Message);
    }

    [Fact]
    public void Another_seed_is_refused()
    {
        Checkpoint.Save(File("run"), Run(seed: 3));
        var error = Assert.Throws<DataException>(() => Checkpoint.Load(File("run"), Run(seed: 4)));
        Assert.Contains("resume with the seed", error.Message);
    }

    [Fact]
    public void A_file_cut_short_or_of_another_kind_is_refused_by_name()
    {
        Checkpoint.Save(File("run"), Run());
        var bytes = System.IO.File.ReadAllBytes(File("run"));
        System.IO.File.WriteAllBytes(File("short"), bytes[..^100]);
        Assert.Contains(File("short"), Assert.Throws<DataException>(() => Checkpoint.LoadModel(File("short"), new Mlp())).Message);

        NeuralCore.Serialization.Safetensors.Write(File("other"), []);
        Assert.Contains("no checkpoint", Assert.Throws<DataException>(() => Checkpoint.ReadNotes(File("other"))).Message);
    }
}
