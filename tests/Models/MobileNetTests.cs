using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Tests.Models;

/// <summary>The three MobileNets: the papers' sizes and costs, the multipliers, gradients, learning.</summary>
public sealed class MobileNetTests
{
    // As thin as they get, so that a pass takes milliseconds; V1 and V2 once in each form.
    public static IEnumerable<TheoryDataRow<string, string>> Thin =>
    [
        new("mobilenet_v1", "classes=4,alpha=0.1"), new("mobilenet_v1_cifar", "classes=4,alpha=0.1"),
        new("mobilenet_v2", "classes=4,alpha=0.25"), new("mobilenet_v2_cifar", "classes=4,alpha=0.1"),
        new("mobilenet_v3_small", "classes=4,alpha=0.1"), new("mobilenet_v3_large", "classes=4,alpha=0.1"),
    ];

    private static Shape Small(string name, int count) => name.EndsWith("cifar", StringComparison.Ordinal) ? [count, 3, 16, 16] : [count, 3, 32, 32];

    private static ModelSummary Summary(string name, string options = "", int? side = null)
    {
        var shape = ModelRegistry.Find(name)!.Input(new());
        var s = side ?? shape[1];
        return ModelSummary.Of(ModelChecks.Create(name, options), [1, shape[0], s, s]);
    }

    private static Shape OutputOf(ModelSummary summary, string path) => summary.Layers.Single(layer => layer.Path == path).Output!.Value;

    [Theory]
    [InlineData("mobilenet_v1", 4_231_976)]
    [InlineData("mobilenet_v1_cifar", 3_217_226)]
    [InlineData("mobilenet_v2", 3_504_872)]
    [InlineData("mobilenet_v2_cifar", 2_296_922)]
    [InlineData("mobilenet_v3_small", 2_542_856)]
    [InlineData("mobilenet_v3_large", 5_483_032)]
    public void The_number_of_parameters_is_the_published_one(string name, long expected) =>
        Assert.Equal(expected, ModelChecks.ParameterCount(ModelChecks.Create(name)));

    // V1: tables 6 and 7. V2: table 4 and the model card of torchvision's authors. V3: table 3 (219 and 56 million).
    [Theory]
    [InlineData("mobilenet_v1", "", 569, 4.2)]
    [InlineData("mobilenet_v1", "alpha=0.75", 325, 2.6)]
    [InlineData("mobilenet_v1", "alpha=0.5", 149, 1.3)]
    [InlineData("mobilenet_v1", "alpha=0.25", 41, 0.5)]
    [InlineData("mobilenet_v2", "", 300, 3.5)]
    [InlineData("mobilenet_v2", "alpha=1.4", 585, 6.1)]
    [InlineData("mobilenet_v3_small", "", 56, 2.5)]
    [InlineData("mobilenet_v3_large", "", 219, 5.4)]
    public void Multiply_adds_and_parameters_are_the_papers_millions(string name, string options, double macs, double parameters)
    {
        var summary = Summary(name, options);
        Assert.InRange(summary.Macs / 1e6, 0.985 * macs, 1.015 * macs);
        Assert.InRange(summary.Parameters / 1e6, parameters - 0.1, parameters + 0.1);
    }

    [Theory]
    [InlineData("1", 224, 569)]
    [InlineData("0.857", 192, 418)]
    [InlineData("0.714", 160, 290)]
    [InlineData("0.571", 128, 186)]
    public void The_resolution_multiplier_shrinks_the_image_and_leaves_the_weights(string beta, int side, double macs)
    {
        var options = new ModelOptions([KeyValuePair.Create("beta", beta)]);
        Assert.Equal(new Shape(3, side, side), ModelRegistry.Find("mobilenet_v1")!.Input(options));
        var summary = Summary("mobilenet_v1", $"beta={beta}", side);
        Assert.InRange(summary.Macs / 1e6, macs - 1, macs + 1);
        Assert.Equal(4_231_976, summary.Parameters);
    }

    [Fact]
    public void A_separable_pair_costs_the_share_that_the_paper_derives()
    {
        var summary = Summary("mobilenet_v1");
        long Of(string path) => summary.Layers.Single(layer => layer.Path == path).Macs;
        const long standard = 9L * 512 * 512 * 14 * 14;
        Assert.Equal(1.0 / 512 + 1.0 / 9, (Of("layers.7.conv1") + Of("layers.7.conv2")) / (double)standard, 1e-12);
    }

    [Fact]
    public void V1_has_the_planes_of_table_1()
    {
        var summary = Summary("mobilenet_v1");
        Assert.Equal(new Shape(1, 32, 112, 112), OutputOf(summary, "conv1"));
        (int Layer, int Channels, int Side)[] rows = [(0, 64, 112), (1, 128, 56), (2, 128, 56), (3, 256, 28), (5, 512, 14), (10, 512, 14), (11, 1024, 7), (12, 1024, 7)];
        foreach (var (layer, channels, side) in rows) Assert.Equal(new Shape(1, channels, side, side), OutputOf(summary, $"layers.{layer}"));
        Assert.Equal(new Shape(1, 1000), OutputOf(summary, "linear"));
    }

    [Fact]
    public void V2_has_the_planes_of_table_2()
    {
        var summary = Summary("mobilenet_v2");
        (int Layer, int Channels, int Side)[] rows = [(0, 32, 112), (1, 16, 112), (3, 24, 56), (6, 32, 28), (10, 64, 14), (13, 96, 14), (16, 160, 7), (17, 320, 7), (18, 1280, 7)];
        foreach (var (layer, channels, side) in rows) Assert.Equal(new Shape(1, channels, side, side), OutputOf(summary, $"features.{layer}"));
    }

    [Theory]
    [InlineData("mobilenet_v3_large", new[] { 16, 16, 24, 24, 40, 40, 40, 80, 80, 80, 80, 112, 112, 160, 160, 160, 960 }, new[] { 112, 112, 56, 56, 28, 28, 28, 14, 14, 14, 14, 14, 14, 7, 7, 7, 7 })]
    [InlineData("mobilenet_v3_small", new[] { 16, 16, 24, 24, 40, 40, 40, 48, 48, 96, 96, 96, 576 }, new[] { 112, 56, 28, 28, 14, 14, 14, 14, 14, 7, 7, 7, 7 })]
    public void V3_has_the_planes_of_its_table(string name, int[] channels, int[] sides)
    {
        var summary = Summary(name);
        for (var i = 0; i < channels.Length; i++) Assert.Equal(new Shape(1, channels[i], sides[i], sides[i]), OutputOf(summary, $"features.{i}"));
    }

    [Fact]
    public void The_form_for_small_images_halves_three_or_four_times()
    {
        Assert.Equal(new Shape(1, 1024, 2, 2), OutputOf(Summary("mobilenet_v1_cifar"), "layers"));
        Assert.Equal(new Shape(1, 320, 4, 4), OutputOf(Summary("mobilenet_v2_cifar"), "layers"));
    }

    // The normalizations over the last planes see few pixels and bend the loss sharply, so the step is short.
    [Theory, MemberData(nameof(Thin))]
    public void The_gradient_agrees_with_differences(string name, string options) => ModelChecks.GradientAgreesWithDifferences(
        ModelChecks.Create(name, options), ModelChecks.Normal(Small(name, 8)), Tensor.From<long>(0, 3, 1, 2, 0, 1, 2, 3), step: 1e-7);

    [Theory, MemberData(nameof(Thin))]
    public void It_learns_one_batch_by_heart(string name, string options) => ModelChecks.LearnsOneBatch(
        ModelChecks.Create(name, options), ModelChecks.Normal(Small(name, 4)), Tensor.From<long>(0, 1, 2, 3), learningRate: 5e-3);

    [Theory, MemberData(nameof(Thin))]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit(string name, string options) =>
        ModelChecks.StateDictRoundTrip(() => ModelChecks.Create(name, options), ModelChecks.Normal([2, 3, 32, 32]));

    // The deviation of a depthwise 3×3 of C channels is √(2/(9·C)): torchvision counts the fan over all outputs.
    [Theory]
    [InlineData("mobilenet_v2", "features.18.0.weight", 1280)]
    [InlineData("mobilenet_v2", "features.17.conv.1.0.weight", 9 * 960)]
    [InlineData("mobilenet_v3_large", "features.16.0.weight", 960)]
    [InlineData("mobilenet_v3_small", "features.11.block.2.fc2.weight", 576)]
    public void Convolutions_start_by_Kaiming_over_the_outputs_and_linear_layers_small(string name, string weight, int fan)
    {
        var model = ModelChecks.Create(name).Initialize(1);
        var state = model.StateDict();
        Assert.Equal(Math.Sqrt(2.0 / fan), Deviation(weight), Math.Sqrt(2.0 / fan) * 0.05);
        Assert.Equal(0.01, Deviation(name == "mobilenet_v2" ? "classifier.1.weight" : "classifier.3.weight"), 2e-4);
        Assert.All(model.NamedParameters().Where(p => p.Name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.All(p.Parameter.Value.ToArray<float>(), v => Assert.Equal(0, v)));

        double Deviation(string parameter) => Math.Sqrt(state[parameter].ToArray<float>().Average(v => (double)v * v));
    }

    [Fact]
    public void One_channel_and_any_size_are_welcome()
    {
        var model = ModelChecks.Create("mobilenet_v1", "channels=1,classes=5,alpha=0.25").Initialize(1).Eval();
        Assert.Equal(new Shape(2, 5), model.Forward(ModelChecks.Normal([2, 1, 40, 72])).Shape);
        Assert.Equal(new Shape(1, 224, 224), ModelRegistry.Find("mobilenet_v1")!.Input(new([KeyValuePair.Create("channels", "1")])));
    }

    [Theory]
    [InlineData("mobilenet_v1", "alpha=0", "width multiplier")]
    [InlineData("mobilenet_v2", "alpha=-1", "width multiplier")]
    [InlineData("mobilenet_v3_small", "alpha=NaN", "width multiplier")]
    [InlineData("mobilenet_v1", "beta=1.5", "resolution multiplier")]
    [InlineData("mobilenet_v1", "beta=0.1", "32 of 224 pixels")]
    [InlineData("mobilenet_v1", "beta=NaN", "resolution multiplier")]
    [InlineData("mobilenet_v1_cifar", "classes=1", "2 classes")]
    [InlineData("mobilenet_v2_cifar", "channels=0", "1 channel")]
    [InlineData("mobilenet_v3_large", "dropout=1.5", "between 0 and 1")]
    [InlineData("mobilenet_v2", "beta=0.5", "no option 'beta'")]
    public void An_impossible_option_is_refused(string name, string options, string message) => ModelChecks.Refuses(name, options, message);
}
