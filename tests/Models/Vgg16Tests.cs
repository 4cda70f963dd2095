using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Tests.Models;

/// <summary>VGG-16: published sizes, the images it takes, gradients, learning.</summary>
public sealed class Vgg16Tests
{
    [Fact]
    public void Parameters_and_multiply_adds_are_the_published_ones()
    {
        var summary = ModelSummary.Of(new Vgg16(), [1, 3, 224, 224]);
        Assert.Equal(138_357_544, summary.Parameters);
        Assert.Equal(15.470, summary.Macs / 1e9, 3);
        Assert.Equal(102_764_544, summary.Layers.Single(layer => layer.Path == "classifier.0").Parameters);
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(48, 81)]
    [InlineData(224, 224)]
    public void Images_from_32_pixels_on_are_taken(int height, int width) =>
        Assert.Equal(new Shape(1, 3), new Vgg16(classes: 3, width: 1).Initialize(1).Eval().Forward(ModelChecks.Normal([1, 3, height, width])).Shape);

    [Fact]
    public void A_smaller_image_is_refused_where_nothing_is_left_to_pool()
    {
        var error = Assert.Throws<ShapeException>(() => new Vgg16(classes: 3, width: 1).Initialize(1).Eval().Forward(ModelChecks.Normal([1, 3, 31, 32])));
        Assert.StartsWith("Vgg16.features.30: ", error.Message);
    }

    [Fact]
    public void It_learns_one_batch_by_heart() => ModelChecks.LearnsOneBatch(
        ModelChecks.Create("vgg16", "width=4,classes=3"), ModelChecks.Normal([6, 3, 32, 32]), Tensor.From<long>(0, 1, 2, 0, 1, 2), steps: 100);

    [Fact]
    public void The_gradient_of_the_whole_network_agrees_with_differences() => ModelChecks.GradientAgreesWithDifferences(
        ModelChecks.Create("vgg16", "width=2,classes=3,channels=1"), ModelChecks.Normal([2, 1, 32, 64]), Tensor.From<long>(1, 2));

    [Fact]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit() =>
        ModelChecks.StateDictRoundTrip(() => ModelChecks.Create("vgg16", "width=2,classes=3"), ModelChecks.Normal([2, 3, 32, 32]));

    [Theory]
    [InlineData("classes=1", "2 classes")]
    [InlineData("channels=0", "at least 1 channel")]
    [InlineData("width=0", "first block has at least 1")]
    [InlineData("dropout=-1", "between 0 and 1")]
    [InlineData("depth=19", "no option 'depth'")]
    public void An_impossible_option_is_refused(string option, string message) => ModelChecks.Refuses("vgg16", option, message);
}
