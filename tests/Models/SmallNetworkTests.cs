using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Models;

/// <summary>The course's small networks: sizes, gradients, learning, refusals. Their numbers are held to PyTorch's in ReferenceCaseTests.</summary>
public sealed class SmallNetworkTests
{
    /// <summary>Name, options of a variant that takes milliseconds, one example's shape.</summary>
    public static TheoryData<string, string, int[]> Variants => new()
    {
        { "xo_net", "size=20", [1, 20, 20] },
        { "xo_net", "size=20,pooling=none", [1, 20, 20] },
        { "xo_net", "size=20,pooling=average,first=11", [1, 20, 20] },
        { "xo_net", "size=20,pooling=gaussian,first=15", [1, 20, 20] },
        { "xo_net", "size=20,pooling=trainable,channels=3", [3, 20, 20] },
        { "xo_net_3conv", "size=30", [1, 30, 30] },
        { "xo_net_3conv", "size=30,pooling=gaussian,classes=3", [1, 30, 30] },
        { "inception_mnist", "", [1, 28, 28] },
        { "inception_mnist", "classes=3,channels=2", [2, 28, 28] },
        { "resnet_mnist_plain", "", [1, 28, 28] },
        { "resnet_mnist_constant_scaling", "channels=3", [3, 28, 28] },
        { "resnet_mnist_conv_shortcut", "classes=3", [1, 28, 28] },
        { "resnet18_cifar", "width=8", [3, 16, 16] },
        { "se_resnet18_cifar", "width=8,reduction=4", [3, 16, 16] },
        { "senet_cifar", "filters=16,blocks=3", [3, 8, 8] },
    };

    [Theory]
    [InlineData("xo_net", "", 4_452_694)]
    [InlineData("xo_net", "first=11", 4_452_694 + 2 * (9 + 1) + 2 * 9 * 5)]
    [InlineData("xo_net", "first=15", 4_452_694 + 6 * (9 + 1) + 6 * 9 * 5)]
    [InlineData("xo_net", "pooling=none", 4_452_694 + (5L * 112 * 112 - 3645) * 1200)]
    [InlineData("xo_net", "pooling=gaussian", 4_452_694 + 5L * (28 * 28 - 27 * 27) * 1200)]
    [InlineData("xo_net", "pooling=trainable", 4_452_694 + 4 * (9 + 5))]
    [InlineData("xo_net_3conv", "", 597_232)]
    [InlineData("inception_mnist", "", 97_298)]
    [InlineData("resnet_mnist_plain", "", 41_514)]
    [InlineData("resnet_mnist_constant_scaling", "", 41_514)]
    [InlineData("resnet_mnist_conv_shortcut", "", 41_514 + 16 * 17 + 32 * 33)]
    [InlineData("resnet18_cifar", "", 11_173_962)]                 // pytorch-cifar's
    [InlineData("se_resnet18_cifar", "", 11_263_042)]
    [InlineData("senet_cifar", "", 2_708_106)]
    public void The_number_of_parameters_is_the_expected_one(string name, string options, long expected) =>
        Assert.Equal(expected, ModelChecks.ParameterCount(ModelChecks.Create(name, options)));

    [Fact]
    public void What_the_squeeze_adds_is_the_papers_formula_and_its_biases()
    {
        var added = ModelChecks.ParameterCount(ModelChecks.Create("se_resnet18_cifar")) - ModelChecks.ParameterCount(ModelChecks.Create("resnet18_cifar"));
        int[] channels = [64, 128, 256, 512];
        Assert.Equal(2.0 / 16 * channels.Sum(c => 2 * c * c), added - channels.Sum(c => 2 * (c + c / 16)));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Every_variant_learns_one_batch_by_heart(string name, string options, int[] input) =>
        ModelChecks.LearnsOneBatch(ModelChecks.Create(name, options), ModelChecks.Normal(new Shape(4).Concat(new Shape(input))), Tensor.From<long>(0, 1, 1, 0), steps: 80, loss: Loss(name));

    [Theory, MemberData(nameof(Variants))]
    public void The_gradient_of_every_variant_agrees_with_differences(string name, string options, int[] input) =>
        ModelChecks.GradientAgreesWithDifferences(ModelChecks.Create(name, options), ModelChecks.Normal(new Shape(2).Concat(new Shape(input))), Tensor.From<long>(1, 0), Loss(name));

    [Theory, MemberData(nameof(Variants))]
    public void Every_variant_goes_through_a_file_and_takes_the_input_that_the_registry_names(string name, string options, int[] input)
    {
        var x = ModelChecks.Normal(new Shape(1).Concat(new Shape(input)));
        ModelChecks.StateDictRoundTrip(() => ModelChecks.Create(name, options), x);
        var named = ModelRegistry.Find(name)!.Input(new ModelOptions(options.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=')).Select(o => KeyValuePair.Create(o[0], o[1]))));
        ModelSummary.Of(ModelChecks.Create(name, options), new Shape(1).Concat(named));
    }

    [Fact]
    public void Planes_shrink_as_the_comments_say()
    {
        Assert.Equal([[1, 9, 114, 114], [1, 9, 57, 57], [1, 5, 55, 55], [1, 5, 27, 27]], Outputs(new XoNet(), "conv1", "pool1", "conv2", "pool2"));
        Assert.Equal([[1, 3, 25, 25], [1, 3, 12, 12]], Outputs(new XoNet(convolutions: 3), "conv3", "pool3"));
        Assert.Equal([[1, 9, 57, 57], [1, 5, 28, 28]], Outputs(new XoNet(pooling: Pooling.Gaussian), "pool1", "pool2"));

        static Shape[] Outputs(NeuralCore.Nn.Module model, params string[] paths)
        {
            var layers = ModelSummary.Of(model, [1, 1, 116, 116]).Layers;
            return [.. paths.Select(path => layers.Single(layer => layer.Path == path).Output!.Value)];
        }
    }

    [Fact]
    public void Log_probabilities_add_up_to_one()
    {
        var y = ModelChecks.Create("senet_cifar", "filters=16,blocks=2").Initialize(1).Eval().Forward(ModelChecks.Normal([3, 3, 8, 8]));
        Assert.All(y.Exp().Sum([1]).ToArray<float>(), sum => Assert.Equal(1, sum, 1e-5f));
    }

    [Theory]
    [InlineData("xo_net", "convolutions=4", "2 or 3 convolutions; got 4")]
    [InlineData("xo_net", "pooling=median", "none or max or average or gaussian or trainable; got 'median'")]
    [InlineData("xo_net", "size=9", "side of 9 pixels")]
    [InlineData("xo_net", "first=0", "1 first kernel")]
    [InlineData("xo_net", "classes=1", "2 classes")]
    [InlineData("xo_net_3conv", "size=21", "3 convolutions leave nothing")]
    [InlineData("inception_mnist", "depth=3", "no option 'depth'")]
    [InlineData("inception_mnist", "classes=1", "2 classes")]
    [InlineData("resnet_mnist_plain", "residual=none", "plain or constant-scaling or conv-shortcut; got 'none'")]
    [InlineData("resnet_mnist_plain", "channels=0", "at least 1 channel")]
    [InlineData("se_resnet18_cifar", "reduction=0", "reduction of at least 1")]
    [InlineData("resnet18_cifar", "width=0", "width")]
    [InlineData("senet_cifar", "blocks=1", "2 blocks; got 128 and 1")]
    [InlineData("senet_cifar", "filters=8", "16 filters")]
    public void An_impossible_option_is_refused(string name, string option, string words) => ModelChecks.Refuses(name, option, words);

    private static Func<Tensor, Tensor, Tensor>? Loss(string name) => name == "senet_cifar" ? (y, t) => y.NllLoss(t) : null;
}
