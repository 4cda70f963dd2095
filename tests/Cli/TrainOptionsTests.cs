using System.Text.Json;
using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary>What may be asked of a training besides: repetition, kept checkpoints, given weights, early stopping, files of settings.</summary>
public sealed class TrainOptionsTests(TrainedImages run) : IClassFixture<TrainedImages>
{
    [Fact]
    public async Task Several_runs_have_a_mean_and_a_sample_deviation()
    {
        var runs = await CommandLine.RunAsync(run.Arguments(run["runs"], "--epochs", "1", "--runs", "3", "--seed", "4", "--json"));
        Assert.True(runs.Code == ExitCodes.Ok, runs.Error);
        var accuracies = runs.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("overallAccuracy").GetDouble()).ToArray();
        Assert.Equal([4, 5, 6], runs.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("seed").GetInt32()));
        for (var i = 0; i < 3; i++)
        {
            var single = JsonDocument.Parse(File.ReadAllText(run[$"runs/seed-{4 + i}/metrics.json"])).RootElement;
            Assert.Equal(single.GetProperty("overallAccuracy").GetDouble(), accuracies[i]);
        }
        var (mean, summary) = (accuracies.Average(), runs.Json.GetProperty("overallAccuracy"));
        Assert.Equal(mean, summary.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / 2), summary.GetProperty("deviation").GetDouble(), 1e-12);
        Assert.Matches(@"(?m)^overall accuracy  \d+\.\d\d ± \d+\.\d\d %$", File.ReadAllText(run["runs/runs.txt"]));
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", run["runs/seed-5"])).Code);
    }

    [Fact]
    public async Task Checkpoints_are_kept_and_load()
    {
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync(run.Arguments(run["kept"], "--epochs", "4", "--save-every", "2"))).Code);
        Assert.Equal(["epoch-002.safetensors", "epoch-004.safetensors"], Directory.GetFiles(run["kept"], "epoch-*").Select(f => Path.GetFileName(f)).Order());
        Assert.Equal(File.ReadAllBytes(run["kept/last.safetensors"]), File.ReadAllBytes(run["kept/epoch-004.safetensors"]));
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", "--model", "xo_net", "--weights", run["kept/epoch-002.safetensors"], "--data", run.Images, "--transform", "grey")).Code);
    }

    [Fact]
    public async Task A_training_starts_from_given_weights()
    {
        var weights = Path.Combine(run.Run, "last.safetensors");
        var tuned = await CommandLine.RunAsync(run.Arguments(run["tuned"], "--epochs", "1", "--weights", weights, "--lr", "0.001"));
        Assert.True(tuned.Code == ExitCodes.Ok, tuned.Error);
        Assert.Contains($"The training starts from {weights}", tuned.Error);
        Assert.Contains("overall accuracy  100.00 %", tuned.Output);

        (await CommandLine.RunAsync(run.Arguments(run["misfit"], "--weights", weights, "--option", "first=11")))
            .AssertRefused(ExitCodes.Data, "last.safetensors", "of another shape", "conv1.weight (has [9, 1, 3, 3], expected [11, 1, 3, 3])");
        var partial = await CommandLine.RunAsync(run.Arguments(run["partial"], "--epochs", "1", "--weights", weights, "--weights-partial", "--option", "first=11"));
        Assert.True(partial.Code == ExitCodes.Ok, partial.Error);
        Assert.Contains("not taken: conv1.weight (has [9, 1, 3, 3], expected [11, 1, 3, 3]), conv1.bias (has [9], expected [11]), conv2.weight", partial.Error);
        (await CommandLine.RunAsync(run.Arguments(run["nothing"], "--weights", run["absent.pth"]))).AssertRefused(ExitCodes.Data, "absent.pth", "no such file");
    }

    [Fact]
    public async Task Early_stopping_ends_a_run_that_gets_no_better()
    {
        // Validation is perfect after a few epochs and cannot be better.
        var stopped = await CommandLine.RunAsync(run.Arguments(run["stopped"], "--epochs", "60", "--validation-ratio", "0.3", "--early-stopping", "3"));
        Assert.True(stopped.Code == ExitCodes.Ok, stopped.Error);
        Assert.Matches(@"Stopped after epoch \d+: 3 epochs brought nothing better", stopped.Error);
        var epochs = File.ReadLines(run["stopped/log.csv"]).Count() - 1;
        Assert.InRange(epochs, 4, 59);
        var again = await CommandLine.RunAsync("train", "--resume", run["stopped"]);
        Assert.Contains($"The run is finished: {epochs} epochs are behind, and early stopping has ended it", again.Error);
        Assert.Equal(stopped.Output, again.Output);
    }

    [Fact]
    public async Task A_schedule_shows_in_the_log()
    {
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync(run.Arguments(run["steps"], "--epochs", "4", "--schedule", "step", "--decay-every", "2", "--decay", "0.5", "--lr", "0.08"))).Code);
        Assert.Equal(["0.08", "0.08", "0.04", "0.04"], File.ReadLines(run["steps/log.csv"]).Skip(1).Select(line => line.Split(',')[5]));
    }

    [Fact]
    public async Task Settings_come_from_a_file_and_its_mistakes_name_the_line()
    {
        File.WriteAllText(run["run.yaml"], $"# a comment\nmodel: xo_net\ndata: {run.Images}\ntransform: [grey]\nbatch: 8\nepochs: 3\nlr: 0.05\n");
        var read = await CommandLine.RunAsync("train", "--config", run["run.yaml"], "--epochs", "1", "--out", run["file"]);
        Assert.True(read.Code == ExitCodes.Ok, read.Error);
        var saved = JsonDocument.Parse(File.ReadAllText(run["file/config.json"])).RootElement;
        Assert.Equal((1, 0.05, "sgd"), (saved.GetProperty("epochs").GetInt32(), saved.GetProperty("lr").GetDouble(), saved.GetProperty("optimizer").GetString()));

        File.AppendAllText(run["run.yaml"], "nestrov: true\n");
        (await CommandLine.RunAsync("train", "--config", run["run.yaml"], "--out", run["x"])).AssertRefused(ExitCodes.Data, "run.yaml, line 8", "no setting 'nestrov'", "did you mean 'nesterov'");
        (await CommandLine.RunAsync("train", "--config", run["absent.yaml"])).AssertRefused(ExitCodes.Data, "absent.yaml");
    }
}
