using NeuralCore.Cli;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>Scenes that do not serve: exit code 3, one sentence, and no run folder.</summary>
public sealed class BadSceneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_file_that_is_not_there() => Refuses([_folder["absent.mat"]], "absent.mat", "does not exist");

    [Fact]
    public async Task A_file_cut_short()
    {
        var whole = File.ReadAllBytes(SmallScene.Write(_folder["whole.mat"]));
        foreach (var length in new[] { 0, 100, 1000, whole.Length / 2, whole.Length - 100 })
        {
            File.WriteAllBytes(_folder["cut.mat"], whole[..length]);
            await Refuses([_folder["cut.mat"]], "cut.mat", "offset", "cut short");
        }
    }

    [Fact]
    public Task A_file_of_another_kind()
    {
        File.WriteAllText(_folder["notes.mat"], string.Concat(Enumerable.Repeat("this is no MAT file\n", 50)));
        return Refuses([_folder["notes.mat"]], "notes.mat", "no MAT file");
    }

    [Fact]
    public async Task A_missing_variable_with_those_there_are()
    {
        var (cube, labels) = (SmallScene.WriteCube(_folder["cube.mat"]), SmallScene.WriteLabels(_folder["gt.mat"]));
        await Refuses([cube, "--labels", labels, "--data-variable", "scene"], "cube.mat", "no variable scene", "cube (single [24, 24, 20])");
        await Refuses([cube, "--labels", labels, "--labels-variable", "truth"], "gt.mat", "no variable truth", "gt (uint8 [24, 24])");
        await Refuses([cube], "cube.mat", "labels", "cube (single [24, 24, 20])");
        await Refuses([labels], "gt.mat", "cube", "gt (uint8 [24, 24])");
    }

    [Fact]
    public async Task Labels_of_another_size()
    {
        var (cube, labels) = (SmallScene.WriteCube(_folder["cube.mat"]), SmallScene.WriteLabels(_folder["gt.mat"], rows: 20));
        await Refuses([cube, "--labels", labels], "[24, 24]", "[20, 24]");
        await Refuses([cube, "--labels", labels, "--labels-variable", "gt"], "[24, 24, 20]", "[20, 24]");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Inf")]
    [InlineData(float.NegativeInfinity, "Inf")]
    public Task A_value_that_is_not_finite(float value, string word) =>
        Refuses([SmallScene.Write(_folder["s.mat"], cube => cube[(2 * 24 + 3) * 24 + 10] = value)], word, "row 10", "column 3", "band 2");

    [Fact]
    public Task A_class_with_one_labelled_pixel() => Refuses(
        [SmallScene.Write(_folder["s.mat"], changeLabels: labels => labels[8] = 9)], "label 9", "one labelled pixel", "at least two");

    [Fact]
    public Task Labels_of_one_class_only() => Refuses(
        [SmallScene.Write(_folder["s.mat"], changeLabels: labels => labels.AsSpan().Fill(3))], "s.mat", "at least 2 classes");

    [Fact]
    public Task No_labels_at_all() => Refuses(
        [SmallScene.Write(_folder["s.mat"], changeLabels: labels => labels.AsSpan().Clear())], "all labels are 0");

    [Fact]
    public Task A_negative_label() => Refuses(
        [SmallScene.Write(_folder["s.mat"], changeLabels: labels => labels[5] = -2)], "-2", "positive classes");

    [Fact]
    public Task A_window_larger_than_the_scene() => Refuses([SmallScene.Write(_folder["s.mat"]), "--window", "25"], "window of 25", "24×24");

    [Fact]
    public Task More_components_than_bands() => Refuses([SmallScene.Write(_folder["s.mat"]), "--bands", "21"], "21", "20 bands");

    [Fact]
    public Task A_ratio_that_leaves_a_class_without_training_pixels() =>
        Refuses([SmallScene.Write(_folder["s.mat"]), "--train-ratio", "0.001"], "0.001", "at least one of each");

    [Fact]
    public Task A_folder_for_a_file() => Refuses([Path.GetTempPath()], "folder", "expected a file");

    private async Task Refuses(string[] data, params string[] words)
    {
        string[] rest = [data.Contains("--bands") ? "--epochs=1" : "--bands=13", data.Contains("--window") ? "--epochs=1" : "--window=9"];
        var run = await CommandLine.RunAsync(["train", "hybridsn", "--data", .. data, .. rest.Distinct(), "--out", _folder["run"]]);
        run.AssertRefused(ExitCodes.Data, words);
        Assert.False(Directory.Exists(_folder["run"]), "the run folder was made");
    }
}
