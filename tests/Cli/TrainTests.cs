using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Cli;

/// <summary>A training run from scene to report: what it prints, what it leaves, and that equal runs leave equal bytes.</summary>
[Collection(nameof(Threads))]
public sealed class TrainTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    private static readonly string[] EqualFiles = ["best.safetensors", "last.safetensors", "preprocessing.safetensors", "weights.safetensors", "metrics.json", "report.txt", "config.json"];

    [Fact]
    public void A_run_leaves_its_files_and_nothing_else() => Assert.Equal(
        EqualFiles.Append("log.csv").Order(), Directory.GetFileSystemEntries(run.Folder).Select(entry => Path.GetFileName(entry)).Order());

    [Fact]
    public void It_prints_the_report_and_tells_of_every_epoch_on_stderr()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(run.Folder, "report.txt")), run.Result.Output);
        Assert.Contains("overall accuracy", run.Result.Output);
        Assert.Contains("average accuracy", run.Result.Output);
        Assert.Contains("kappa", run.Result.Output);
        for (var epoch = 1; epoch <= 12; epoch++)
            Assert.Matches($@"(?m)^epoch {epoch}/12  step 10/10  loss \d+\.\d+  accuracy \d+\.\d+ %  \d+ samples/s  \d\d:\d\d left\r?$", run.Result.Error);
        Assert.DoesNotContain('\e', run.Result.Error + run.Result.Output);
        Assert.Equal(13, File.ReadLines(Path.Combine(run.Folder, "log.csv")).Count());
    }

    [Fact]
    public void It_learns_four_fields()
    {
        var metrics = Json("metrics.json");
        Assert.InRange(metrics.GetProperty("overallAccuracy").GetDouble(), 0.9, 1);
        Assert.InRange(metrics.GetProperty("averageAccuracy").GetDouble(), 0.9, 1);
        Assert.InRange(metrics.GetProperty("kappa").GetDouble(), 0.85, 1);
        Assert.Equal(["1", "2", "3", "4"], metrics.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));
        Assert.Equal(metrics.GetProperty("samples").GetInt64(), metrics.GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("support").GetInt64()));
    }

    [Fact]
    public void The_configuration_is_resolved()
    {
        var configuration = Json("config.json");
        Assert.Equal("hybridsn", configuration.GetProperty("model").GetString());
        Assert.Equal(run.Scene, configuration.GetProperty("data").GetString());
        Assert.Equal((13, 9, 12, 16), (Number("bands"), Number("window"), Number("epochs"), Number("batch")));
        Assert.Equal((0.3, 1e-3), (configuration.GetProperty("trainRatio").GetDouble(), configuration.GetProperty("lr").GetDouble()));
        int Number(string name) => configuration.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Equal_seeds_leave_equal_bytes_whatever_the_number_of_threads(int threads)
    {
        using var _ = new ThreadCount(Threads.Count);
        var folder = run[$"threads{threads}"];
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync(run.Arguments(folder, "--threads", $"{threads}"))).Code);
        foreach (var file in EqualFiles)
            Assert.True(File.ReadAllBytes(Path.Combine(run.Folder, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, file))), $"{file} differs");
        Assert.Equal(RunLog.WithoutSeconds(run.Folder), RunLog.WithoutSeconds(folder));
    }

    [Fact]
    public async Task Another_seed_leaves_another_network_and_another_split()
    {
        var folder = run["seed2"];
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync(run.Arguments(folder, "--seed", "2", "--option", "squeeze=true"))).Code);
        foreach (var file in new[] { "last.safetensors", "preprocessing.safetensors" })
            Assert.False(File.ReadAllBytes(Path.Combine(run.Folder, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, file))), $"{file} is the same");
    }

    [Fact]
    public async Task Eval_prints_the_same_report_and_the_same_metrics_bit_for_bit()
    {
        var text = await CommandLine.RunAsync("eval", run.Folder);
        Assert.Equal((ExitCodes.Ok, run.Result.Output), (text.Code, text.Output));
        var json = await CommandLine.RunAsync("eval", run.Folder, "--json");
        Assert.Equal((ExitCodes.Ok, File.ReadAllText(Path.Combine(run.Folder, "metrics.json"))), (json.Code, json.Output));
    }

    [Fact]
    public async Task With_a_validation_part_the_report_is_about_the_best_epoch()
    {
        var folder = run["validated"];
        var trained = await CommandLine.RunAsync(run.Arguments(folder, "--validation-ratio", "0.3", "--json"));
        Assert.Equal(ExitCodes.Ok, trained.Code);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "metrics.json")), trained.Output);
        Assert.Contains("validation", trained.Error);
        Assert.Equal(trained.Output, (await CommandLine.RunAsync("eval", folder, "--json")).Output);
        Assert.Equal(trained.Output, (await CommandLine.RunAsync("eval", folder, "--json", "--checkpoint", "best")).Output);
    }

    [Fact]
    public async Task A_training_that_diverges_stops_and_says_where()
    {
        var diverged = await CommandLine.RunAsync(run.Arguments(run["diverged"], "--lr", "1e30"));
        Assert.Equal((ExitCodes.CheckFailed, ""), (diverged.Code, diverged.Output));
        var sentence = Assert.Single(diverged.Error.Split('\n'), line => line.StartsWith("neuralcore:", StringComparison.Ordinal));
        Assert.Matches(@"diverged in epoch 1 at step 2: the loss is (NaN|∞); HybridSN\.\w+: \w+ \{ .* is the first operation whose result is not finite: .* the last good checkpoint is .*last\.safetensors", sentence);
        Assert.False(File.Exists(Path.Combine(run["diverged"], "metrics.json")));
    }

    [Fact]
    public async Task A_lone_last_patch_joins_the_batch_before_it()
    {
        // 49 training pixels in batches of 16: a batch of one would leave batch normalization a single value a channel.
        var lone = await CommandLine.RunAsync("train", "hybridsn", "--data", run.Scene, "--bands", "13", "--window", "9", "--epochs", "1", "--batch", "16", "--out", run["lone"]);
        Assert.Equal(ExitCodes.Ok, lone.Code);
        Assert.Contains("49 pixels train", lone.Error);
        Assert.Contains("step 3/3", lone.Error);
    }

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, file))).RootElement;
}
