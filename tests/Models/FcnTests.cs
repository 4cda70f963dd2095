using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Models;

/// <summary>FCN: sizes, images of any size, what becomes of VGG's classifier, bilinear enlargement, gradients, learning.</summary>
public sealed class FcnTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => new[] { "fcn32s", "fcn16s", "fcn8s" }.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [InlineData("fcn32s", 64 * 64)]
    [InlineData("fcn16s", 32 * 32 + 4 * 4, 512)]
    [InlineData("fcn8s", 16 * 16 + 2 * 4 * 4, 512, 256)]
    public void The_parameters_are_VGGs_the_scores_and_the_transposed_kernels(string name, int taps, params int[] skips)
    {
        // Table 1: FCN-VGG16 has 134 million.
        var body = 14_714_688 + (512 * 49 + 1) * 4096 + (4096 + 1) * 4096;
        var scores = 21 * (4096 + 1 + skips.Sum(skip => skip + 1));
        var parameters = ModelChecks.ParameterCount(ModelChecks.Create(name));
        Assert.Equal(body + scores + 21 * 21 * taps, parameters);
        Assert.InRange(parameters, 134_000_000, 136_500_000);
    }

    [Fact]
    public void Scores_grow_by_2_and_2_and_8()
    {
        var summary = ModelSummary.Of(new Fcn(), [1, 3, 96, 160]);
        Shape Of(string path) => summary.Layers.Single(layer => layer.Path == path).Output!.Value;
        Assert.Equal(new Shape(1, 4096, 3, 5), Of("fc7"));
        Assert.Equal(new Shape(1, 21, 3, 5), Of("score"));
        Assert.Equal(new Shape(1, 21, 6, 10), Of("up2"));
        Assert.Equal(new Shape(1, 21, 12, 20), Of("up4"));
        Assert.Equal(new Shape(1, 21, 96, 160), Of("up8"));
    }

    [Fact]
    public void A_score_sees_404_pixels_every_32_as_in_table_1()
    {
        var field = ModelSummary.Of(new Fcn(stride: 32), [1, 3, 512, 512]).Layers.Single(layer => layer.Path == "score").Field!;
        Assert.All(field.Axes, axis => Assert.Equal((404, 32), (axis.Size, axis.Stride)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_pixel_of_an_image_of_any_size_gets_its_logits(string name)
    {
        var model = ModelChecks.Create(name, "width=2,classes=3").Initialize(1).Eval();
        foreach (var (height, width) in new[] { (32, 64), (45, 97), (7, 1) })
            Assert.Equal(new Shape(2, 3, height, width), model.Forward(ModelChecks.Normal([2, 3, height, width])).Shape);
    }

    [Theory, MemberData(nameof(Names))]
    public void Zeros_at_the_end_of_an_image_are_what_fills_it_up(string name)
    {
        var model = Scoring(ModelChecks.Create(name, "width=2,classes=3")).Initialize(1).Eval();
        var x = ModelChecks.Normal([1, 3, 40, 50]);
        var filled = model.Forward(x.Pad([0, 0, 0, 0], [0, 0, 24, 14])).Narrow(2, 0, 40).Narrow(3, 0, 50);
        Assert.Equal(filled.ToArray<float>(), model.Forward(x).ToArray<float>());
    }

    [Fact]
    public void VGGs_classifier_is_the_convolution_at_one_place()
    {
        var vgg = new Vgg16(classes: 5, width: 2).To(ElementType.Float64).Initialize(1).Eval();
        var fcn = new Fcn(stride: 32, classes: 5, width: 2).To(ElementType.Float64).Initialize(2).Eval();
        var state = vgg.StateDict();
        foreach (var (linear, conv) in new[] { ("classifier.0", "fc6"), ("classifier.3", "fc7"), ("classifier.6", "score") })
        {
            state[conv + ".weight"] = state[linear + ".weight"].Reshape(fcn.StateDict()[conv + ".weight"].Shape);
            state[conv + ".bias"] = state[linear + ".bias"];
        }
        fcn.LoadStateDict(state, strict: false);
        var scores = Tensor.Zeros([1]);
        ((Module)fcn.NamedModules().Single(m => m.Name == "score").Module).AfterForward((_, y) => { scores = y.Alias().Keep(); });

        // fc6, padded by 3, sees the whole 7×7 plane from its middle.
        var x = ModelChecks.Normal([1, 3, 224, 224], type: ElementType.Float64);
        var expected = vgg.Forward(x).ToArray<double>();
        fcn.Forward(x);
        Assert.Equal(new Shape(1, 5, 7, 7), scores.Shape);
        var middle = scores.Select(3, 3).Select(2, 3).ToArray<double>();
        for (var c = 0; c < 5; c++) Assert.Equal(expected[c], middle[c], 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(16)]
    public void Transposed_convolutions_start_as_bilinear_interpolation(int factor)
    {
        var up = new ConvTranspose(2, 2, [2 * factor, 2 * factor], factor, padding: factor / 2, bias: false);
        up.Weight.Initializer = new Bilinear();
        up.To(ElementType.Float64).Initialize(1);
        var x = ModelChecks.Normal([1, 2, 5, 6], type: ElementType.Float64);

        // Beyond the border stand zeros, not the border's pixels: compare where all four neighbours lie inside.
        var (rows, columns) = (4 * factor, 5 * factor);
        var expected = x.Interpolate(new Sizes(5 * factor, 6 * factor), Interpolation.Linear).Narrow(2, factor / 2, rows).Narrow(3, factor / 2, columns).ToArray<double>();
        var actual = up.Forward(x).Narrow(2, factor / 2, rows).Narrow(3, factor / 2, columns).ToArray<double>();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }

    [Fact]
    public void Before_training_every_class_is_as_likely_as_any_other() =>
        Assert.All(new Fcn(classes: 3, width: 2).Initialize(1).Eval().Forward(ModelChecks.Normal([1, 3, 32, 32])).ToArray<float>(), logit => Assert.Equal(0, logit));

    [Theory, MemberData(nameof(Names))]
    public void Every_form_learns_one_batch_by_heart(string name)
    {
        var x = ModelChecks.Normal([2, 1, 32, 64]);
        ModelChecks.LearnsOneBatch(ModelChecks.Create(name, "width=4,classes=3,channels=1"), x, Halves(), steps: 60, learningRate: 5e-3, below: 0.1);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_gradient_of_every_form_agrees_with_differences(string name) => ModelChecks.GradientAgreesWithDifferences(
        Scoring(ModelChecks.Create(name, "width=2,classes=3,channels=1")), ModelChecks.Normal([2, 1, 32, 64]), Halves());

    [Fact]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit() =>
        ModelChecks.StateDictRoundTrip(() => Scoring(ModelChecks.Create("fcn8s", "width=2,classes=3")), ModelChecks.Normal([2, 3, 32, 32]));

    [Theory]
    [InlineData("fcn8s", "classes=1", "2 classes")]
    [InlineData("fcn16s", "channels=0", "at least 1 channel")]
    [InlineData("fcn32s", "width=0", "first block has at least 1")]
    [InlineData("fcn8s", "stride=16", "no option 'stride'")]
    public void An_impossible_option_is_refused(string name, string option, string message) => ModelChecks.Refuses(name, option, message);

    [Fact]
    public void A_stride_that_was_never_published_is_refused() =>
        Assert.Contains("8, 16 or 32", Assert.Throws<UsageException>(() => new Fcn(stride: 4)).Message);

    // Scores that start from zero hide everything below them.
    private static Module Scoring(Module model)
    {
        foreach (var (name, parameter) in model.NamedParameters())
            if (name.StartsWith("score", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal)) parameter.Initializer = KaimingUniform.Default;
        return model;
    }

    // Class 0 above, class 1 below on the left, class 2 below on the right.
    private static Tensor Halves()
    {
        var targets = new long[2 * 32 * 64];
        for (var i = 0; i < targets.Length; i++) targets[i] = i / 64 % 32 < 16 ? 0 : i % 64 < 32 ? 1 : 2;
        return Tensor.From(targets, [2, 32, 64]);
    }
}
