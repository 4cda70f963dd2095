using System.Text;
using NeuralCore.Cli;
using NeuralCore.Serialization;
using NeuralCore.Tests.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Tests.Cli;

/// <summary>A run whose process is killed again and again, at any moment, always leaves whole files, and ends as one that was left alone.</summary>
public sealed class KilledRunTests : IDisposable
{
    private const int FewestStrikes = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_run_killed_many_times_and_resumed_ends_with_the_bytes_of_one_that_was_not()
    {
        var alone = await CommandLine.RunAsync(Arguments("alone"));
        Assert.True(alone.Code == ExitCodes.Ok, alone.Error);

        // Most strikes fall some epochs on, into a training that saves all the time; some on the way there, and some are Ctrl-C, which saves within an epoch.
        var (random, strikes, saved) = (new Generator(1), 0, false);
        for (var code = -1; code != ExitCodes.Ok;)
        {
            // Without a configuration, which is written last, the folder holds no run yet.
            var isRun = File.Exists(_folder["struck/config.json"]);
            if (!isRun && Directory.Exists(_folder["struck"])) Directory.Delete(_folder["struck"], recursive: true);
            var arguments = isRun ? ["train", "--resume", _folder["struck"]] : Arguments("struck");
            code = await RunAsync(arguments, afterEpochs: random.NextInt(8), TimeSpan.FromSeconds(0.2 * random.NextDouble()), random.NextInt(4) == 0 ? "INT" : "KILL");
            if (code != ExitCodes.Ok) strikes++;
            saved = AssertWhole(saved);
        }
        Assert.True(strikes >= FewestStrikes, $"only {strikes} strikes fell before the run ended: it is too short for this test");
        TestContext.Current.SendDiagnosticMessage("the run ended after {0} strikes", strikes);

        foreach (var name in (string[])["last.safetensors", "best.safetensors", "weights.safetensors", "metrics.json", "report.txt", "preprocessing.safetensors"])
            Assert.True(File.ReadAllBytes(_folder[$"alone/{name}"]).SequenceEqual(File.ReadAllBytes(_folder[$"struck/{name}"])), $"{name} differs");
        Assert.Equal(RunLog.WithoutSeconds(_folder["alone"]), RunLog.WithoutSeconds(_folder["struck"]));
        Assert.DoesNotContain(Directory.GetFiles(_folder["struck"]), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // Every file that is there is whole; and once there was a checkpoint, there always is one.
    private bool AssertWhole(bool saved)
    {
        if (!Directory.Exists(_folder["struck"])) return false;
        foreach (var file in Directory.GetFiles(_folder["struck"], "*.safetensors").Where(f => !Path.GetFileName(f).StartsWith('.'))) Safetensors.Read(file);
        var last = _folder["struck/last.safetensors"];
        Assert.True(File.Exists(last) || !saved, "the checkpoint is gone");
        if (!File.Exists(last)) return false;
        Assert.Equal("hybridsn", Checkpoint.ReadNotes(last)["model"]);
        return true;
    }

    private string[] Arguments(string run) =>
    [
        "train", "hybridsn", "--data", SmallScene.Write(_folder["scene.mat"]), "--bands", "13", "--window", "9", "--train-ratio", "0.1", "--validation-ratio", "0.3",
        "--batch", "8", "--epochs", "60", "--ema", "0.95", "--schedule", "cosine", "--warmup", "2", "--workers", "1", "--out", _folder[run],
    ];

    private static async Task<int> RunAsync(string[] arguments, int afterEpochs, TimeSpan delay, string signal)
    {
        using var process = ChildProcess.Start(arguments);
        var (told, output) = (new StringBuilder(), process.StandardOutput.ReadToEndAsync());
        for (var epochs = 0; epochs < afterEpochs && await process.StandardError.ReadLineAsync() is { } line; told.AppendLine(line))
            if (line.StartsWith("epoch ", StringComparison.Ordinal)) epochs++;
        var rest = process.StandardError.ReadToEndAsync();
        if (await Task.WhenAny(rest, Task.Delay(delay)) != rest) await ChildProcess.SendAsync(process, signal);
        told.Append(await rest);
        await output;
        await process.WaitForExitAsync();
        // Killed, interrupted or at its end: anything else would be a file that it could not go on from.
        Assert.True(process.ExitCode is ExitCodes.Ok or ExitCodes.Interrupted or 128 + 9, $"exit code {process.ExitCode}: {told}");
        return process.ExitCode;
    }
}
