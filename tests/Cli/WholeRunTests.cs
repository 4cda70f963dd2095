using System.Diagnostics;
using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Tests.Reference;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>The runs that the README and the literature are about, at their full size.</summary>
[Trait("Category", "Long")]
public sealed class WholeRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_embedded_scene_is_learned_within_four_minutes()
    {
        var start = Stopwatch.GetTimestamp();
        var run = await CommandLine.RunAsync("train", "hybridsn", "--json", "--out", _folder["run"]);
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMinutes, 0, 4);
        Assert.Equal(9225, run.Json.GetProperty("samples").GetInt32());
        Assert.InRange(Overall(run.Json), 0.95, 1);
    }

    [Fact]
    public async Task Salinas_A_is_learned_within_ten_epochs()
    {
        var (cube, labels) = (ReferenceFiles.Shared("data/salinas-a/SalinasA_corrected.mat"), ReferenceFiles.Shared("data/salinas-a/SalinasA_gt.mat"));
        var run = await CommandLine.RunAsync("train", "hybridsn", "--data", cube, "--labels", labels, "--bands", "15", "--epochs", "10", "--json", "--out", _folder["run"]);
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        Assert.InRange(Overall(run.Json), 0.99, 1);
    }

    [Fact]
    public async Task Circles_and_crosses_are_learned_as_in_the_course()
    {
        var run = await CommandLine.RunAsync("train", "xo_net", "--data", ReferenceFiles.Shared("data/xo/training_data_sm.zip"), "--json", "--out", _folder["run"]);
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        Assert.Equal(300, run.Json.GetProperty("samples").GetInt32());
        Assert.InRange(Overall(run.Json), 0.993, 1);
    }

    private static double Overall(JsonElement metrics) => metrics.GetProperty("overallAccuracy").GetDouble();
}
