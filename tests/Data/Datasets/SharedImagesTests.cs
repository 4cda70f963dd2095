using NeuralCore.Data.Datasets;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>The real files beside the repository: counts, known labels and pixels.</summary>
public sealed class SharedImagesTests
{
    [Fact]
    public void Mnist_has_its_60000_and_10000_digits()
    {
        var parts = Open("mnist", "mnist");
        Assert.Equal((60_000, 10_000), (parts.Train.Count, parts.Test!.Count));
        Assert.Equal([5, 0, 4, 1, 9], parts.Train.Labels.Take(5));
        Assert.Equal([7, 2, 1, 0, 4], parts.Test.Labels.Take(5));
        var image = parts.Train.Load(0);
        Assert.Equal([1, 28, 28], image.Shape);
        Assert.Equal((3 / 255f, 18 / 255f), (image.Values[5 * 28 + 12], image.Values[5 * 28 + 13]));
        // The published mean and deviation that every recipe normalises by.
        var values = Enumerable.Range(0, 10_000).SelectMany(i => parts.Train.Load(i).Values).ToArray();
        Assert.Equal(0.13, values.Average(), 0.002);
    }

    [Fact]
    public void Cifar_has_its_batches_and_the_first_test_images()
    {
        var parts = Open("cifar10", "cifar10");
        Assert.Equal((20_000, 1_000), (parts.Train.Count, parts.Test!.Count));
        Assert.Equal(["frog", "truck", "truck", "deer"], parts.Train.Labels.Take(4).Select(label => parts.Train.ClassNames[label]));
        Assert.Equal(["cat", "ship", "ship", "airplane"], parts.Test.Labels.Take(4).Select(label => parts.Test.ClassNames[label]));
        var image = parts.Train.Load(0);
        Assert.Equal([3, 32, 32], image.Shape);
        Assert.Equal((59 / 255f, 62 / 255f, 63 / 255f), (image.Plane(0)[0], image.Plane(1)[0], image.Plane(2)[0]));
        Assert.EndsWith("data_batch_2.bin.gz, record 1", parts.Train.Describe(10_001));
    }

    [Fact]
    public void The_courses_circles_and_crosses_are_read_out_of_their_zip()
    {
        var parts = DatasetRegistry.Find("xo")!.Open(ReferenceFiles.Shared("data/xo/training_data_sm.zip"));
        Assert.Equal(["circles_sm", "crosses_sm"], parts.Train.ClassNames);
        Assert.Equal((1000, 1000), (parts.Train.Labels.Count(label => label == 0), parts.Train.Labels.Count(label => label == 1)));
        Assert.Null(parts.Test);
        foreach (var index in new[] { 0, 999, 1000, 1999 }) Assert.Equal([1, 116, 116], parts.Train.Load(index).Shape);
        Assert.EndsWith("training_data_sm.zip: training_data_sm/circles_sm/ci1.bmp", parts.Train.Describe(0));
        var split = parts.Train.Split(0.85, 0, new Generator(1));
        Assert.Equal((1700, 300), (split.Train.Length, split.Test.Length));
    }

    private static ImageParts Open(string name, string folder) => DatasetRegistry.Find(name)!.Open(ReferenceFiles.Shared("data/" + folder));
}
