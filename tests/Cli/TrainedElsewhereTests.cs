using NeuralCore.Cli;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Cli;

/// <summary>A network that others have trained scores here as it does there.</summary>
public sealed class TrainedElsewhereTests
{
    [Theory]
    [InlineData("resnet20-12fca82f.th")]
    [InlineData("resnet20-12fca82f.safetensors")]
    public async Task ResNet_20_scores_91_5_percent_of_the_first_thousand_test_images(string weights)
    {
        var (file, data) = (ReferenceFiles.Shared($"data/resnet-cifar10/{weights}"), ReferenceFiles.Shared("data/cifar10/test_batch_first1000.bin.gz"));
        var scored = await CommandLine.RunAsync("eval", "--model", "resnet20_cifar", "--weights", file, "--data", Path.GetDirectoryName(data)!, "--json");
        Assert.True(scored.Code == ExitCodes.Ok, scored.Error);
        Assert.Equal((1000, 0.915), (scored.Json.GetProperty("samples").GetInt32(), scored.Json.GetProperty("overallAccuracy").GetDouble()));
        Assert.Equal("airplane", scored.Json.GetProperty("classes")[0].GetProperty("name").GetString());
    }
}
