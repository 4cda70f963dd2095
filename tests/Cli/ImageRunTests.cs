using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Tests.Cli;

/// <summary>Runs on images: what they leave, how the data are divided and changed, and what does not fit.</summary>
public sealed class ImageRunTests(TrainedImages run) : IClassFixture<TrainedImages>
{
    [Fact]
    public void A_run_leaves_its_files_and_nothing_else() => Assert.Equal(
        ["best.safetensors", "config.json", "last.safetensors", "log.csv", "metrics.json", "report.txt", "split.safetensors", "weights.safetensors"],
        Directory.GetFileSystemEntries(run.Run).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));

    [Fact]
    public void It_ends_with_the_report_with_the_classes_names()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(run.Run, "report.txt")), run.Result.Output);
        foreach (var word in new[] { "left", "right", "precision", "recall", "f1-score", "macro avg", "micro average", "confusion matrix", "overall accuracy  100.00 %" }) Assert.Contains(word, run.Result.Output);
        Assert.Contains("34 images train, 6 test", run.Result.Error);
        Assert.Contains("the network sees [1, 16, 16]", run.Result.Error);
    }

    [Fact]
    public void The_log_tells_of_every_epoch()
    {
        var log = File.ReadAllLines(Path.Combine(run.Run, "log.csv"));
        Assert.Equal("epoch,steps,loss,accuracy,validation_accuracy,learning_rate,seconds", log[0]);
        Assert.Equal(["1,5", "2,10", "3,15", "4,20"], log[1..].Select(line => string.Join(',', line.Split(',')[..2])));
    }

    [Fact]
    public async Task Eval_prints_the_same_numbers_bit_for_bit()
    {
        Assert.Equal(run.Result.Output, (await CommandLine.RunAsync("eval", run.Run)).Output);
        Assert.Equal(File.ReadAllText(Path.Combine(run.Run, "metrics.json")), (await CommandLine.RunAsync("eval", run.Run, "--json")).Output);
    }

    [Theory]
    [InlineData("last.safetensors")]
    [InlineData("weights.safetensors")]
    public async Task Eval_of_bare_weights_scores_all_images(string weights)
    {
        var scored = await CommandLine.RunAsync("eval", "--model", "xo_net", "--weights", Path.Combine(run.Run, weights), "--data", run.Images, "--transform", "grey", "--json");
        Assert.True(scored.Code == ExitCodes.Ok, scored.Error);
        Assert.Equal((40, 1.0), (scored.Json.GetProperty("samples").GetInt32(), scored.Json.GetProperty("overallAccuracy").GetDouble()));
    }

    [Fact]
    public async Task A_configuration_of_a_run_is_a_configuration_for_another()
    {
        var again = await CommandLine.RunAsync("train", "--config", Path.Combine(run.Run, "config.json"), "--out", run["again"]);
        Assert.Equal((ExitCodes.Ok, run.Result.Output), (again.Code, again.Output));
        foreach (var file in new[] { "last.safetensors", "config.json", "split.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(run.Run, file)), File.ReadAllBytes(Path.Combine(run["again"], file)));
    }

    [Fact]
    public async Task Workers_change_no_bit()
    {
        string[] more = ["--epochs", "2", "--augment", "crop:16:2", "--augment", "flip:0.1", "--normalize", "0.5:0.25"];
        foreach (var workers in new[] { "0", "3" })
            Assert.Equal(ExitCodes.Ok, (await CommandLine.RunAsync(run.Arguments(run["workers" + workers], [.. more, "--workers", workers]))).Code);
        Assert.Equal(File.ReadAllBytes(Path.Combine(run["workers0"], "last.safetensors")), File.ReadAllBytes(Path.Combine(run["workers3"], "last.safetensors")));
        Assert.Equal(RunLog.WithoutSeconds(run["workers0"]), RunLog.WithoutSeconds(run["workers3"]));
    }

    [Fact]
    public async Task A_damaged_image_stops_the_run_unless_it_is_to_be_left_out()
    {
        var images = TestImages.WriteFolder(run["damaged"], count: 10);
        File.WriteAllText(Path.Combine(images, "left", "left03.bmp"), "BM and nothing else");
        string[] line = ["train", "xo_net", "--data", images, "--transform", "grey", "--batch", "8", "--epochs", "1"];
        var strict = await CommandLine.RunAsync([.. line, "--out", run["strict"]]);
        Assert.Equal(ExitCodes.Data, strict.Code);
        Assert.Contains("left03.bmp", strict.Error);
        var lenient = await CommandLine.RunAsync([.. line, "--skip-bad", "--out", run["lenient"]]);
        Assert.True(lenient.Code == ExitCodes.Ok, lenient.Error);
        Assert.Matches("1 image cannot be read and is left out: .*left03.bmp", lenient.Error);
        Assert.Contains("16 images train, 3 test", lenient.Error);
    }

    [Fact]
    public async Task Images_that_do_not_fit_are_told_with_the_transforms_that_would_help()
    {
        (await CommandLine.RunAsync("train", "inception_mnist", "--data", run.Images, "--normalize", "none", "--out", run["x1"]))
            .AssertRefused(ExitCodes.Data, "inception_mnist takes [3, 28, 28]", "[3, 16, 16]", "--transform resize:28:28");
        Assert.Equal("; add --transform rgb --transform resize:32:32", new DataShape("x", [1, 16, 16], []).Advice([3, 32, 32]));
        (await CommandLine.RunAsync(run.Arguments(run["x2"], "--transform", "shrink:3"))).AssertRefused(ExitCodes.Usage, "shrink", "resize");
        (await CommandLine.RunAsync(run.Arguments(run["x3"], "--option", "classes=3"))).AssertRefused(ExitCodes.Usage, "classes", "the data set has");
    }

    [Fact]
    public async Task Data_that_are_not_there_say_where_they_would_be()
    {
        (await CommandLine.RunAsync("train", "xo_net", "--data", run["absent"], "--out", run["x4"])).AssertRefused(ExitCodes.Data, "absent", "no such file or folder");
        (await CommandLine.RunAsync("train", "vgg16", "--out", run["x5"])).AssertRefused(ExitCodes.Data, "--data", "folder");
        (await CommandLine.RunAsync("train", "fcn8s", "--data", run.Images, "--out", run["x6"])).AssertRefused(ExitCodes.Data, "masks", "leave --data away");
    }

    [Fact]
    public async Task Generated_images_of_any_size_need_no_data()
    {
        var made = await CommandLine.RunAsync("train", "xo_net", "--option", "size=20", "--limit", "40", "--epochs", "1", "--validation-ratio", "0.05", "--out", run["made"], "--json");
        Assert.True(made.Code == ExitCodes.Ok, made.Error);
        Assert.Contains("40 images train, 85 validate, 300 test", made.Error);
        Assert.Equal(["circle", "cross"], made.Json.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));
        Assert.Equal(made.Output, (await CommandLine.RunAsync("eval", run["made"], "--json")).Output);
    }

    [Fact]
    public async Task A_segmentation_reports_pixel_accuracy_and_mean_IoU()
    {
        var scenes = await CommandLine.RunAsync("train", "fcn32s", "--option", "width=1", "--limit", "16", "--epochs", "1", "--out", run["scenes"]);
        Assert.True(scenes.Code == ExitCodes.Ok, scenes.Error);
        Assert.Contains("16 scenes train, 200 test", scenes.Error);
        Assert.Matches(@"(?m)^pixel accuracy  \d+\.\d\d %", scenes.Output);
        Assert.Matches(@"(?m)^mean IoU          \d+\.\d\d %: background \d", scenes.Output);
        Assert.Equal(scenes.Output, (await CommandLine.RunAsync("eval", run["scenes"])).Output);
        var predicted = await CommandLine.RunAsync("predict", run["scenes"], Path.Combine(run.Images, "left", "left00.bmp"), "--json");
        Assert.Equal(1, predicted.Json[0].GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("probability").GetDouble()), 1e-9);
    }
}
