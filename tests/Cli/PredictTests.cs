using NeuralCore.Cli;
using NeuralCore.Models;
using NeuralCore.Serialization;
using NeuralCore.Training;

namespace NeuralCore.Tests.Cli;

/// <summary>predict says what images show, changes those that do not fit, and names the bad ones while the others go on.</summary>
public sealed class PredictTests(TrainedImages run) : IClassFixture<TrainedImages>
{
    [Fact]
    public async Task An_image_has_its_class_and_probability()
    {
        var left = await CommandLine.RunAsync("predict", run.Run, Path.Combine(run.Images, "left", "left00.bmp"), "--json");
        Assert.Equal((ExitCodes.Ok, ""), (left.Code, left.Error));
        var classes = left.Json[0].GetProperty("classes");
        Assert.Equal("left", classes[0].GetProperty("class").GetString());
        Assert.InRange(classes[0].GetProperty("probability").GetDouble(), 0.5, 1);
        Assert.Equal(1, classes.EnumerateArray().Sum(c => c.GetProperty("probability").GetDouble()), 1e-6);
    }

    [Fact]
    public async Task Folders_and_patterns_stand_for_their_images_and_top_limits_the_classes()
    {
        var all = await CommandLine.RunAsync("predict", run.Run, run.Images, "--top", "1");
        Assert.Equal(ExitCodes.Ok, all.Code);
        var lines = all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(40, lines.Length);
        Assert.All(lines, line => Assert.Matches(line.Contains("left/") ? @"\.bmp  left \d+\.\d\d %\r?$" : @"\.bmp  right \d+\.\d\d %\r?$", line.Replace('\\', '/')));
        var some = await CommandLine.RunAsync("predict", run.Run, Path.Combine(run.Images, "right", "right0?.bmp"), "--top", "1");
        Assert.Equal(10, some.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task An_image_of_another_size_is_resized_and_that_is_said()
    {
        var large = TestImages.Write(run["large.bmp"], 40, 64, (_, column) => (byte)(column < 32 ? 180 : 50));
        var predicted = await CommandLine.RunAsync("predict", run.Run, large, "--top", "1");
        Assert.Equal(ExitCodes.Ok, predicted.Code);
        Assert.Contains("large.bmp: resized to 16×16", predicted.Error);
        Assert.Contains("large.bmp  left", predicted.Output);
    }

    [Fact]
    public async Task A_bad_image_is_named_and_the_others_go_on()
    {
        File.WriteAllText(run["bad.png"], "no image");
        var good = Path.Combine(run.Images, "right", "right00.bmp");
        var predicted = await CommandLine.RunAsync("predict", run.Run, run["bad.png"], good, run["absent.png"], "--top", "1");
        Assert.Equal(ExitCodes.Data, predicted.Code);
        Assert.Contains("bad.png", predicted.Error);
        Assert.Contains("absent.png", predicted.Error);
        Assert.Contains("right00.bmp  right", predicted.Output);
    }

    [Fact]
    public async Task Bare_weights_serve_as_well()
    {
        var weights = Path.Combine(run.Run, "best.safetensors");
        var image = Path.Combine(run.Images, "left", "left01.bmp");
        string[] line = ["predict", "--model", "xo_net", "--transform", "grey", "--normalize", "none", image, "--weights"];
        var predicted = await CommandLine.RunAsync([.. line, weights]);
        Assert.True(predicted.Code == ExitCodes.Ok, predicted.Error);
        Assert.Matches("left01.bmp  left .* right", predicted.Output);
        (await CommandLine.RunAsync([.. line, weights, "--option", "first=11"])).AssertRefused(ExitCodes.Data, "best.safetensors", "of another shape", "conv1.weight");

        // A file without notes leaves the classes to the model's own data set.
        var bare = run["bare.safetensors"];
        var model = new XoNet(size: 16);
        Checkpoint.LoadModel(weights, model);
        model.Save(bare);
        predicted = await CommandLine.RunAsync([.. line, bare, "--option", "size=16"]);
        Assert.True(predicted.Code == ExitCodes.Ok, predicted.Error);
        Assert.Matches("left01.bmp  (circle .* cross|cross .* circle)", predicted.Output);
    }

    [Theory]
    [InlineData("predict", "predict needs <run>", "--model")]
    [InlineData("predict --model xo_net photo.png", "--model xo_net", "--weights")]
    [InlineData("predict --model xonet --weights w photo.png", "unknown model 'xonet'", "did you mean 'xo_net'")]
    [InlineData("predict --model xo_net --weights w", "predict needs images")]
    [InlineData("predict --model hybridsn --weights w x.png", "hybridsn", "eval")]
    [InlineData("eval", "eval needs <run>", "--model")]
    [InlineData("eval run --model xo_net", "not both")]
    [InlineData("eval run --weights w", "--weights w", "--model")]
    [InlineData("eval --model xo_net --weights w --checkpoint best", "--checkpoint")]
    public async Task A_mistake_on_the_command_line_is_told(string line, params string[] words) =>
        (await CommandLine.RunAsync(line.Split(' '))).AssertRefused(ExitCodes.Usage, words);
}
