using NeuralCore.Cli;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>Ctrl-C in the middle: the checkpoint is saved and loads, one line says so, exit code 130.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_is_cancelled_saves_its_checkpoint()
    {
        using var source = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new Watcher("epoch 2/", source.Cancel));
        Assert.Equal(ExitCodes.Interrupted, await App.RunAsync(Arguments(), output, error, source.Token));
        Assert.Equal("", output.ToString());
        Assert.Matches(@"(?m)^neuralcore: interrupted in epoch 3 after step 1; the checkpoint is saved in .*last\.safetensors, and neuralcore train --resume .*run goes on\r?$", error.ToString());
        Assert.Single(error.ToString().Split('\n'), line => line.StartsWith("neuralcore:", StringComparison.Ordinal));
        Assert.False(File.Exists(_folder["run/metrics.json"]));
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", _folder["run"])).Code);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_trains_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Interrupted, await App.RunAsync(Arguments(), new StringWriter(), error, source.Token));
        Assert.Equal("neuralcore: interrupted", error.ToString().Trim());
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_to_the_process_saves_its_checkpoint(string signal)
    {
        using var process = ChildProcess.Start(Arguments());
        var told = await ChildProcess.SignalAt(process, "epoch 2/", signal);
        Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
        Assert.Contains("neuralcore: interrupted in epoch", told);
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", _folder["run"])).Code);
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_a_checkpoint_that_loads()
    {
        using var process = ChildProcess.Start(Arguments());
        var told = await ChildProcess.SignalAt(process, "epoch 2/", "KILL");
        Assert.DoesNotContain("neuralcore:", told);
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", _folder["run"])).Code);
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("eval", _folder["run"], "--checkpoint", "best")).Code);
    }

    // So many epochs that none of these runs ends by itself.
    private string[] Arguments() =>
        ["train", "hybridsn", "--data", SmallScene.Write(_folder["scene.mat"]), "--bands", "13", "--window", "9", "--batch", "16", "--epochs", "100000", "--out", _folder["run"]];
}
