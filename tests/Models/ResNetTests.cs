using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Tests.Models;

/// <summary>ResNet, ResNeXt and their forms with squeeze-and-excitation: published sizes, gradients, learning.</summary>
public sealed class ResNetTests
{
    public static IEnumerable<TheoryDataRow<string>> Names =>
        new[] { "ResNet-18", "ResNet-34", "ResNet-50", "ResNeXt-50", "SE-ResNet-50", "SE-ResNeXt-50" }.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [InlineData("resnet18", 11_689_512, 1.814)]
    [InlineData("resnet34", 21_797_672, 3.664)]
    [InlineData("resnet50", 25_557_032, 4.089)]
    [InlineData("resnet101", 44_549_160, 7.801)]
    [InlineData("resnet152", 60_192_808, 11.514)]
    [InlineData("resnext50_32x4d", 25_028_904, 4.230)]
    public void Parameters_and_multiply_adds_are_the_published_ones(string name, long parameters, double gigaMacs)
    {
        var summary = ModelSummary.Of(ModelChecks.Create(name), [1, 3, 224, 224]);
        Assert.Equal(parameters, summary.Parameters);
        Assert.Equal(gigaMacs, summary.Macs / 1e9, 3);
    }

    [Theory]
    [InlineData("resnet50", "se_resnet50")]
    [InlineData("resnext50_32x4d", "se_resnext50_32x4d")]
    public void Squeeze_and_excitation_adds_a_tenth_of_the_parameters_and_next_to_no_computation(string plain, string squeezed)
    {
        var (before, after) = (ModelSummary.Of(ModelChecks.Create(plain), [1, 3, 224, 224]), ModelSummary.Of(ModelChecks.Create(squeezed), [1, 3, 224, 224]));
        // 2/r·Σ N_s·C_s² (§4) with r = 16, and the biases.
        var weights = 2 * (3 * 256 * 256 + 4 * 512 * 512 + 6 * 1024 * 1024 + 3 * 2048 * 2048) / 16;
        var biases = 3 * (16 + 256) + 4 * (32 + 512) + 6 * (64 + 1024) + 3 * (128 + 2048);
        Assert.Equal(weights + biases, after.Parameters - before.Parameters);
        Assert.InRange((double)after.Parameters / before.Parameters, 1.09, 1.11);
        Assert.Equal(weights, after.Macs - before.Macs);
        Assert.InRange((double)after.Macs / before.Macs, 1, 1.01);
    }

    [Fact]
    public void Each_stage_halves_the_planes_and_doubles_the_channels()
    {
        var summary = ModelSummary.Of(new ResNet(50), [1, 3, 224, 224]);
        Shape Of(string path) => summary.Layers.Single(layer => layer.Path == path).Output!.Value;
        Assert.Equal(new Shape(1, 64, 112, 112), Of("conv1"));
        Assert.Equal(new Shape(1, 256, 56, 56), Of("layer1"));
        Assert.Equal(new Shape(1, 512, 28, 28), Of("layer2"));
        Assert.Equal(new Shape(1, 1024, 14, 14), Of("layer3"));
        Assert.Equal(new Shape(1, 2048, 7, 7), Of("layer4"));
        Assert.Equal(new Shape(1, 1000), Of("fc"));
    }

    [Fact]
    public void Images_of_any_size_are_taken() =>
        Assert.Equal(new Shape(2, 3), new ResNet(18, classes: 3, width: 4).Initialize(1).Eval().Forward(ModelChecks.Normal([2, 3, 33, 71])).Shape);

    [Theory, MemberData(nameof(Names))]
    public void Every_network_learns_one_batch_by_heart(string name) =>
        ModelChecks.LearnsOneBatch(Tiny(name), ModelChecks.Normal([6, 3, 32, 32]), Tensor.From<long>(0, 1, 2, 0, 1, 2));

    // Fifty normalizations behind one another amplify: the step is short enough that no ReLU turns.
    [Theory, MemberData(nameof(Names))]
    public void The_gradient_of_a_whole_network_agrees_with_differences(string name) =>
        ModelChecks.GradientAgreesWithDifferences(Tiny(name), ModelChecks.Normal([2, 3, 64, 64]), Tensor.From<long>(1, 2), step: 1e-7);

    [Fact]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit() =>
        ModelChecks.StateDictRoundTrip(() => Tiny("SE-ResNeXt-50"), ModelChecks.Normal([2, 3, 64, 64]));

    [Fact]
    public void Convolutions_start_with_the_variance_that_keeps_the_gradient()
    {
        var weight = new ResNet(18, width: 16).Initialize(1).StateDict()["layer3.1.conv2.weight"].ToArray<float>();
        var deviation = Math.Sqrt(weight.Average(w => (double)w * w));
        Assert.Equal(1, deviation / Math.Sqrt(2.0 / (64 * 9)), 0.02);
    }

    [Theory]
    [InlineData("resnet18", "layer3.1.bn2.weight")]
    [InlineData("resnet50", "layer3.1.bn3.weight")]
    public void Blocks_may_start_as_the_identity(string name, string last)
    {
        Assert.All(ModelChecks.Create(name, "width=4,zeroInit=true").Initialize(1).StateDict()[last].ToArray<float>(), w => Assert.Equal(0, w));
        Assert.All(ModelChecks.Create(name, "width=4").Initialize(1).StateDict()[last].ToArray<float>(), w => Assert.Equal(1, w));
    }

    [Theory]
    [InlineData("resnet18", "classes=1", "2 classes")]
    [InlineData("resnet50", "width=0", "stage has at least 1")]
    [InlineData("resnet50", "channels=0", "at least 1 channel")]
    [InlineData("resnext50_32x4d", "width=8", "8·4/64 channels")]
    [InlineData("resnet50", "depth=18", "no option 'depth'")]
    public void An_impossible_option_is_refused(string name, string option, string message) => ModelChecks.Refuses(name, option, message);

    [Fact]
    public void A_depth_that_was_never_published_is_refused()
    {
        Assert.Contains("18, 34, 50, 101 or 152", Assert.Throws<UsageException>(() => new ResNet(20)).Message);
        Assert.Contains("no bottlenecks", Assert.Throws<UsageException>(() => new ResNet(34, groups: 32, widthPerGroup: 4)).Message);
    }

    private static ResNet Tiny(string name) => name switch
    {
        "ResNet-18" => new(18, classes: 3, width: 4),
        "ResNet-34" => new(34, classes: 3, width: 4),
        "ResNet-50" => new(50, classes: 3, width: 4),
        "ResNeXt-50" => new(50, classes: 3, width: 4, groups: 2, widthPerGroup: 64),
        "SE-ResNet-50" => new(50, classes: 3, width: 4, squeeze: true),
        _ => new(50, classes: 3, width: 4, groups: 2, widthPerGroup: 64, squeeze: true),
    };
}
