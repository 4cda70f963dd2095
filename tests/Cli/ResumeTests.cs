using NeuralCore.Cli;
using NeuralCore.Cli.Runs;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>A run that was interrupted or killed and taken up again leaves, to the last bit, what it had left without.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] EqualFiles = ["last.safetensors", "best.safetensors", "weights.safetensors", "metrics.json", "report.txt", "config.json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_an_interruption_within_an_epoch()
    {
        // Dropout, Adam's moments, a schedule with warm-up, averaged weights, clipping and a validation part: all must be taken up.
        var scene = SmallScene.Write(_folder["scene.mat"]);
        string[] line = ["train", "hybridsn", "--data", scene, "--bands", "13", "--window", "9", "--train-ratio", "0.3", "--validation-ratio", "0.2", "--batch", "16", "--epochs", "6",
            "--schedule", "cosine", "--warmup", "1.5", "--ema", "0.9", "--clip", "1", "--early-stopping", "50", "--save-every", "2"];
        var whole = await Finish([.. line, "--out", _folder["whole"]]);
        await Interrupt("epoch 3/", [.. line, "--out", _folder["cut"]]);
        var resumed = await Finish("train", "--resume", _folder["cut"]);
        Assert.Contains("Going on in epoch 4 after step 1", resumed.Error);
        Assert.Equal(whole.Output, resumed.Output);
        AssertEqual("whole", "cut", [.. EqualFiles, "epoch-002.safetensors", "epoch-004.safetensors", "epoch-006.safetensors"]);
    }

    [Fact]
    public async Task After_several_interruptions_of_a_run_on_augmented_images()
    {
        string[] line = ["train", "xo_net", "--data", TestImages.WriteFolder(_folder["images"], count: 15), "--batch", "4", "--epochs", "6", "--workers", "2",
            "--lr", "0.02", "--momentum", "0.9", "--nesterov", "--augment", "crop:16:2", "--augment", "flip:0.2", "--label-smoothing", "0.1", "--schedule", "one-cycle"];
        var whole = await Finish([.. line, "--out", _folder["whole"]]);
        await Interrupt("epoch 1/", [.. line, "--out", _folder["cut"]]);
        await Interrupt("epoch 4/", "train", "--resume", _folder["cut"], "--workers", "1");
        var resumed = await Finish("train", "--resume", _folder["cut"], "--workers", "2");
        Assert.Equal(whole.Output, resumed.Output);
        AssertEqual("whole", "cut", EqualFiles);
    }

    [Fact]
    public async Task After_the_process_was_killed()
    {
        string[] line = ["train", "xo_net", "--data", TestImages.WriteFolder(_folder["images"], count: 15), "--batch", "4", "--epochs", "150", "--early-stopping", "140"];
        await Finish([.. line, "--out", _folder["whole"]]);
        using var process = ChildProcess.Start([.. line, "--out", _folder["cut"]]);
        await ChildProcess.SignalAt(process, "epoch 3/", "KILL");
        Assert.False(File.Exists(_folder["cut/metrics.json"]), "the run ended before it was killed");
        await Finish("train", "--resume", _folder["cut"]);
        AssertEqual("whole", "cut", EqualFiles);
        Assert.Empty(Directory.GetFiles(_folder["cut"], "*.tmp"));
    }

    [Fact]
    public async Task After_it_was_killed_before_its_first_step_or_between_two_files()
    {
        string[] line = ["train", "xo_net", "--data", TestImages.WriteFolder(_folder["images"], count: 15), "--batch", "4", "--epochs", "3"];
        await Finish([.. line, "--out", _folder["whole"]]);
        await Interrupt("epoch 2/", [.. line, "--out", _folder["cut"]]);
        // The log is ahead of the checkpoint, as when the process ends between the two.
        File.AppendAllText(_folder["cut/log.csv"], "3,21,0,0,,0.1,0\n");
        await Finish("train", "--resume", _folder["cut"]);
        AssertEqual("whole", "cut", EqualFiles);

        await Interrupt("epoch 1/", [.. line, "--out", _folder["young"]]);
        foreach (var file in new[] { "last.safetensors", "best.safetensors", "log.csv" }) File.Delete(_folder["young/" + file]);
        await Finish("train", "--resume", _folder["young"]);
        AssertEqual("whole", "young", EqualFiles);
    }

    [Fact]
    public async Task After_it_was_killed_on_its_way_through_a_long_epoch()
    {
        string[] line = ["train", "xo_net", "--data", TestImages.WriteFolder(_folder["images"], count: 15), "--batch", "4", "--epochs", "3", "--momentum", "0.5"];
        await Finish([.. line, "--out", _folder["whole"]]);

        // The keeper saves after every step, and the third step of the second epoch is the last that the process makes.
        var configuration = Resolution.Of(_folder["whole/config.json"]);
        var task = Tasks.Prepare(configuration);
        var training = new NeuralCore.Cli.Runs.Training(configuration, task, Device.Default);
        var folder = RunFolder.Choose(_folder["cut"], "xo_net");
        folder.Make(configuration, task);
        var keeper = new RunKeeper(folder, configuration, task, training, new TrainingLog(folder.Log), betweenSaves: TimeSpan.Zero);
        training.EpochEnded = keeper.EndEpoch;
        training.StepEnded = (step, _) =>
        {
            if (step is { Epoch: 1, Step: 4 }) throw new InvalidOperationException("killed");
            keeper.EndStep();
        };
        Assert.Throws<InvalidOperationException>(() => training.Fit(CancellationToken.None));

        var resumed = await Finish("train", "--resume", _folder["cut"]);
        Assert.Contains("Going on in epoch 2 after step 3", resumed.Error);
        AssertEqual("whole", "cut", EqualFiles);
    }

    [Fact]
    public async Task A_finished_run_says_so_and_is_scored_and_further_epochs_are_those_of_a_longer_run()
    {
        string[] line = ["train", "xo_net", "--data", TestImages.WriteFolder(_folder["images"], count: 15), "--batch", "8"];
        var shorter = await Finish([.. line, "--epochs", "2", "--out", _folder["run"]]);
        var again = await Finish("train", "--resume", _folder["run"]);
        Assert.Contains("The run is finished: 2 epochs are behind", again.Error);
        Assert.Equal(shorter.Output, again.Output);

        await Finish([.. line, "--epochs", "4", "--out", _folder["whole"]]);
        await Finish("train", "xo_net", "--resume", _folder["run"], "--epochs", "4");
        AssertEqual("whole", "run", EqualFiles);
        (await CommandLine.RunAsync("train", "--resume", _folder["run"], "--epochs", "3")).AssertTold(ExitCodes.Data, "4 epochs are behind", "--epochs");
    }

    [Fact]
    public async Task What_contradicts_the_run_is_refused()
    {
        var images = TestImages.WriteFolder(_folder["images"], count: 8);
        await Finish("train", "xo_net", "--data", images, "--batch", "8", "--epochs", "1", "--schedule", "cosine", "--out", _folder["run"]);
        await Refuses(["--lr", "0.5"], "--lr 0.5", "started with");
        await Refuses(["--seed", "2"], "--seed 2", "started with");
        await Refuses(["--epochs", "2"], "cosine", "--weights");
        (await CommandLine.RunAsync("train", "hybridsn", "--resume", _folder["run"])).AssertRefused(ExitCodes.Data, "a run of xo_net, not of hybridsn");
        (await CommandLine.RunAsync("train", "--resume", _folder["run"], "--out", _folder["x"])).AssertRefused(ExitCodes.Usage, "--out", "--resume");
        (await CommandLine.RunAsync("train", "--resume", _folder["absent"])).AssertRefused(ExitCodes.Data, "no such folder");
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("train", "--resume", _folder["run"], "--lr", "0.1", "--batch", "8")).Code);

        Task Refuses(string[] more, params string[] words) => Told(["train", "--resume", _folder["run"], .. more], words);
        static async Task Told(string[] line, string[] words) => (await CommandLine.RunAsync(line)).AssertRefused(ExitCodes.Data, words);
    }

    private static async Task<CommandLine> Finish(params string[] line)
    {
        var run = await CommandLine.RunAsync(line);
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        return run;
    }

    private static async Task Interrupt(string word, params string[] line)
    {
        using var source = new CancellationTokenSource();
        var error = new Watcher(word, source.Cancel);
        Assert.Equal(ExitCodes.Interrupted, await App.RunAsync(line, new StringWriter(), error, source.Token));
        Assert.Contains("--resume", error.ToString());
    }

    private void AssertEqual(string one, string other, string[] files)
    {
        foreach (var file in files)
            Assert.True(File.ReadAllBytes(_folder[$"{one}/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder[$"{other}/{file}"])), $"{file} differs");
        Assert.Equal(RunLog.WithoutSeconds(_folder[one]), RunLog.WithoutSeconds(_folder[other]));
    }
}
