using NeuralCore.Cli;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Cli;

/// <summary>--device in every command that computes: a GPU that is there is used, one that is not ends the command with one sentence and a code of its own.</summary>
public sealed class DeviceOptionTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    // No machine has so many.
    private const int Absent = 97;

    public static IEnumerable<TheoryDataRow<string, string>> Absences =>
        from command in new[]
        {
            "train hybridsn", "eval RUN", "predict --model xo_net --weights w.pth x.png", "verify CASES", "bench step xo_net", "experiment se", "gradcheck relu",
        }
        from device in new[] { "cuda", "opencl" }
        select new TheoryDataRow<string, string>(command, $"{device}:{Absent}");

    [Theory, MemberData(nameof(Absences))]
    public async Task A_device_that_is_not_here_has_its_own_code(string command, string device)
    {
        string[] words = [.. command.Replace("RUN", run.Folder).Replace("CASES", ReferenceFiles.Path("ops")).Split(' '), "--device", device];
        (await CommandLine.RunAsync(words)).AssertRefused(ExitCodes.Device, device);
    }

    [Theory, MemberData(nameof(DevicesUnderTest.Gpus), MemberType = typeof(DevicesUnderTest))]
    public async Task A_run_is_trained_scored_and_resumed_on_a_GPU_and_on_the_CPU(string device)
    {
        DevicesUnderTest.Get(device);
        var folder = run[$"run-{device}"];
        var trained = await CommandLine.RunAsync(
            "train", "hybridsn", "--data", run.Scene, "--bands", "13", "--window", "9", "--train-ratio", "0.9", "--limit", "32", "--epochs", "1", "--batch", "16",
            "--device", device, "--out", folder);
        Assert.True(trained.Code == ExitCodes.Ok, trained.Error);
        Assert.Contains($"\"{device}\"", File.ReadAllText(Path.Combine(folder, "config.json")));

        var (there, here) = (await CommandLine.RunAsync("eval", folder, "--json"), await CommandLine.RunAsync("eval", folder, "--device", "cpu", "--json"));
        Assert.Equal((ExitCodes.Ok, ExitCodes.Ok), (there.Code, here.Code));
        Assert.Equal(here.Json.GetProperty("overallAccuracy").GetDouble(), there.Json.GetProperty("overallAccuracy").GetDouble(), 0.02);

        var resumed = await CommandLine.RunAsync("train", "--resume", folder, "--epochs", "2", "--device", "cpu");
        Assert.True(resumed.Code == ExitCodes.Ok, resumed.Error);
        Assert.Contains("Going on after epoch 1", resumed.Error);
    }

    [Theory, MemberData(nameof(DevicesUnderTest.Gpus), MemberType = typeof(DevicesUnderTest))]
    public async Task A_GPU_is_verified_in_float32_unless_another_type_is_asked_for(string device)
    {
        DevicesUnderTest.Get(device);
        var folder = Directory.CreateDirectory(run[$"cases-{device}"]).FullName;
        foreach (var name in new[] { "add-01", "conv2d-00", "batch_norm-00", "softmax-00", "max_pool2d-00" })
            File.Copy(ReferenceFiles.Path($"ops/{name}.safetensors"), Path.Combine(folder, name + ".safetensors"));
        var single = await CommandLine.RunAsync("verify", folder, "--device", device, "--verbose");
        Assert.Equal((ExitCodes.Ok, true), (single.Code, single.Output.Trim().EndsWith("5 passed, 0 failed", StringComparison.Ordinal)));
        var both = await CommandLine.RunAsync("verify", folder, "--device", device, "--dtype", "float64", "--verbose");
        Assert.Equal((ExitCodes.Ok, true), (both.Code, both.Output.Trim().EndsWith("5 passed, 0 failed", StringComparison.Ordinal)));
        Assert.NotEqual(single.Output, both.Output);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_step_is_timed_on_a_GPU()
    {
        DevicesUnderTest.Get("opencl");
        var timed = await CommandLine.RunAsync("bench", "step", "hybridsn_small", "--batch", "2", "--seconds", "0.01", "--device", "opencl", "--json");
        Assert.True(timed.Code == ExitCodes.Ok, timed.Error);
        Assert.True(timed.Json.GetProperty("medianMs").GetDouble() > 0);
    }
}
