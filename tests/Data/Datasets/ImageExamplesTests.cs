using NeuralCore.Data.Datasets;
using NeuralCore.Data.Imaging;
using NeuralCore.Tests.Serialization;
using static NeuralCore.Tests.Data.Datasets.ImageFiles;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>Images on their way into a batch: chosen, transformed, and refused with advice where they miss the model's input.</summary>
public sealed class ImageExamplesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _images;

    public ImageExamplesTests()
    {
        Write(_folder["d/a/1.bmp"], Bmp(4, 6, 51));
        Write(_folder["d/b/1.bmp"], Bmp(4, 6, 102));
        _images = ImageSource.Open(_folder["d"]).Train;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_example_is_the_transformed_image_and_its_class()
    {
        var examples = new ImageExamples(_images, [1], Transforms.Parse("grey,resize:2:2,normalize:0.4:0.5"), [1, 2, 2]);
        Assert.Equal((1, 1), (examples.Count, examples.ImageOf(0)));
        Assert.Equal(0, examples.TargetShape.Rank);
        var (input, target) = (new float[4], new long[1]);
        examples.Read(0, new Generator(1), input, target);
        Assert.Equal(1, target[0]);
        Assert.All(input, value => Assert.Equal(0, value, 1e-6));
        Assert.Equal(2, new ImageExamples(_images, null, Compose.Nothing, [3, 4, 6]).Count);
    }

    [Theory]
    [InlineData("none", 1, 4, 6, "the image has 3 channels and 4×6 pixels; the model expects 1×4×6: add the transform grey")]
    [InlineData("none", 3, 8, 8, "the model expects 3×8×8: add the transform resize:8:8")]
    [InlineData("grey", 3, 4, 6, "1×4×6 after grey; the model expects 3×4×6: add the transform rgb")]
    [InlineData("none", 1, 28, 28, "add the transform grey,resize:28:28")]
    [InlineData("crop:5", 3, 5, 5, "an image of 4×6 pixels is smaller than crop:5; resize it first (resize:5)")]
    [InlineData("normalize:0/0:1/1", 3, 4, 6, "is for 2 channels")]
    [InlineData("grey,normalize:0/0/0:1/1/1", 3, 4, 6, "is for 3 channels; got an image [1, 4, 6]; give it three first (rgb)")]
    public void An_image_that_does_not_fit_is_named_with_what_to_do(string transform, int channels, int height, int width, string words)
    {
        var examples = new ImageExamples(_images, null, Transforms.Parse(transform), [channels, height, width]);
        var message = Assert.Throws<DataException>(() => examples.Read(1, new Generator(1), new float[channels * height * width], new long[1])).Message;
        Assert.StartsWith(_folder["d/b/1.bmp"] + ": ", message);
        Assert.Contains(words, message);
    }

    [Fact]
    public void A_split_takes_every_image_once_in_proportion()
    {
        var images = new XoImages(40, 16, 16);
        var split = images.Split(0.75, 0.2, new Generator(3, Generator.Streams.Data));
        Assert.Equal((24, 6, 10), (split.Train.Length, split.Validation.Length, split.Test.Length));
        Assert.Equal(Enumerable.Range(0, 40), split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.Equal((12, 5), (split.Train.Count(i => images.Labels[i] == 0), split.Test.Count(i => images.Labels[i] == 0)));
        Assert.Contains("class 0 (a) has one example", Assert.Throws<DataException>(() => _images.Split(0.5, 0, new Generator(1))).Message);
        Assert.Throws<UsageException>(() => images.Split(1, 0, new Generator(1)));
    }
}
