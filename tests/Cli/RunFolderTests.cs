using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary>Run folders that are taken, unwritable, damaged or of another network: exit code 3, and what stood there stays.</summary>
public sealed class RunFolderTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public async Task A_run_is_not_overwritten()
    {
        var before = Snapshot(run.Folder);
        (await CommandLine.RunAsync(run.Arguments(run.Folder))).AssertRefused(ExitCodes.Data, run.Folder, "holds a run already", "--out");
        Assert.Equal(before, Snapshot(run.Folder));
    }

    [Fact]
    public async Task A_file_of_the_same_name_is_not_overwritten()
    {
        var folder = Directory.CreateDirectory(run["mine"]).FullName;
        File.WriteAllText(Path.Combine(folder, "report.txt"), "mine");
        (await CommandLine.RunAsync(run.Arguments(folder))).AssertRefused(ExitCodes.Data, "report.txt", "not overwritten");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "report.txt")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_or_written()
    {
        (await CommandLine.RunAsync(run.Arguments(Path.Combine(run.Scene, "run")))).AssertRefused(ExitCodes.Data, "scene.mat", "cannot be made");
        (await CommandLine.RunAsync(run.Arguments(run.Scene))).AssertRefused(ExitCodes.Data, "scene.mat", "cannot be made");
        if (OperatingSystem.IsLinux())
            (await CommandLine.RunAsync(run.Arguments("/proc"))).AssertRefused(ExitCodes.Data, "/proc", "cannot be written");
    }

    [Fact]
    public async Task Eval_of_what_is_no_run()
    {
        (await CommandLine.RunAsync("eval", run["absent"])).AssertRefused(ExitCodes.Data, "absent", "no such folder");
        (await CommandLine.RunAsync("eval", run.Scene)).AssertRefused(ExitCodes.Data, "scene.mat", "is a file");
        (await CommandLine.RunAsync("eval", Directory.CreateDirectory(run["empty"]).FullName)).AssertRefused(ExitCodes.Data, "empty", "no config.json");
    }

    [Fact]
    public Task Eval_without_a_checkpoint() => Damaged("last.safetensors", File.Delete, "last.safetensors");

    [Fact]
    public Task Eval_of_a_checkpoint_cut_short() => Damaged("last.safetensors", path => Cut(path, 0.5), "last.safetensors", "offset", "cut short");

    [Fact]
    public Task Eval_of_a_checkpoint_cut_in_its_header() => Damaged("last.safetensors", path => Cut(path, 0.0005), "last.safetensors", "cut short");

    [Fact]
    public Task Eval_of_tensors_that_are_no_checkpoint() => Damaged(
        "last.safetensors", path => File.Copy(Path.Combine(run.Folder, "preprocessing.safetensors"), path, overwrite: true), "last.safetensors", "no checkpoint");

    [Fact]
    public async Task Eval_of_a_checkpoint_of_another_architecture()
    {
        var other = run["other"];
        Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync("train", "hybridsn", "--data", run.Scene, "--bands", "14", "--window", "9", "--epochs", "1", "--option", "bias=false", "--out", other)).Code);
        await Damaged("last.safetensors", path => File.Copy(Path.Combine(other, "last.safetensors"), path, overwrite: true), "last.safetensors", "conv1.bias", "conv4.weight", "architecture");
    }

    [Fact]
    public Task Eval_with_its_preprocessing_cut_short() => Damaged("preprocessing.safetensors", path => Cut(path, 0.5), "preprocessing.safetensors", "cut short");

    [Fact]
    public Task Eval_with_another_files_preprocessing() => Damaged(
        "preprocessing.safetensors", path => File.Copy(Path.Combine(run.Folder, "last.safetensors"), path, overwrite: true), "preprocessing.safetensors", "split.train");

    [Theory]
    [InlineData("{ \"model\": 1")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not JSON")]
    public Task Eval_with_a_damaged_configuration(string text) => Damaged("config.json", path => File.WriteAllText(path, text), "config.json");

    [Theory]
    [InlineData("\"hybridsn\"", "\"resnet\"", "resnet")]
    [InlineData("\"window\": 9", "\"window\": 8", "8")]
    [InlineData("\"bands\": 13", "\"bands\": 5", "5")]
    [InlineData("\"batch\": 16", "\"batch\": 0", "batch")]
    public Task Eval_with_an_impossible_configuration(string was, string becomes, string word) => Damaged(
        "config.json", path => File.WriteAllText(path, File.ReadAllText(path).Replace(was, becomes)), word);

    [Fact]
    public async Task Eval_of_a_run_whose_scene_has_moved()
    {
        var (scene, moved, folder) = (run["first.mat"], run["moved.mat"], run["wandering"]);
        File.Copy(run.Scene, scene);
        var trained = await CommandLine.RunAsync("train", "hybridsn", "--data", scene, "--bands", "13", "--window", "9", "--epochs", "1", "--out", folder);
        File.Move(scene, moved);
        (await CommandLine.RunAsync("eval", folder)).AssertRefused(ExitCodes.Data, "first.mat", "moved", "--data");
        Assert.Equal(trained.Output, (await CommandLine.RunAsync("eval", folder, "--data", moved)).Output);
    }

    [Fact]
    public async Task Eval_on_another_scene()
    {
        var other = SmallScene.Write(run["other.mat"], changeLabels: labels => Array.Reverse(labels));
        (await CommandLine.RunAsync("eval", run.Folder, "--data", other)).AssertRefused(ExitCodes.Data, "other.mat", "trained on");
        (await CommandLine.RunAsync("eval", run.Folder, "--data", "synthetic")).AssertRefused(ExitCodes.Data, "synthetic");
    }

    private async Task Damaged(string file, Action<string> damage, params string[] words)
    {
        var copy = run.Copy();
        damage(Path.Combine(copy, file));
        (await CommandLine.RunAsync("eval", copy)).AssertRefused(ExitCodes.Data, words);
    }

    private static void Cut(string path, double share)
    {
        using var stream = File.OpenWrite(path);
        stream.SetLength((long)(stream.Length * share));
    }

    private static string[] Snapshot(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Order().Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
