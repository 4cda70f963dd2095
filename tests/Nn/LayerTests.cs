using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>Layers hand their options on, print them, and behave as their mode asks.</summary>
public sealed class LayerTests
{
    private static Tensor Draw(params int[] shape) =>
        Tensor.Normal(new Shape(shape), new Generator(1, Generator.Streams.Data), type: ElementType.Float64, device: Device.Reference);

    private static T Ready<T>(T layer) where T : NeuralCore.Nn.Module => layer.To(Device.Reference).To(ElementType.Float64).Initialize(1);

    public static TheoryData<string, Module, int[], int[]> Shapes => new()
    {
        { "Linear(5 → 3)", new Linear(5, 3), [2, 5], [2, 3] },
        { "Linear(5 → 3, no bias)", new Linear(5, 3, bias: false), [2, 4, 5], [2, 4, 3] },
        { "Conv1d(4 → 6, kernel 3, stride 2, groups 2)", new Conv1d(4, 6, 3, stride: 2, groups: 2), [2, 4, 9], [2, 6, 4] },
        { "Conv2d(3 → 4, kernel 3×1, padding 1×0, dilation 2, no bias)", new Conv2d(3, 4, (3, 1), padding: (1, 0), dilation: 2, bias: false), [1, 3, 8, 8], [1, 4, 6, 8] },
        { "Conv3d(1 → 8, kernel 7×3×3)", new Conv3d(1, 8, (7, 3, 3)), [1, 1, 9, 5, 5], [1, 8, 3, 3, 3] },
        { "ConvTranspose(3 → 2, kernel 4, stride 2, padding 1)", new ConvTranspose(3, 2, [4, 4], 2, 1), [1, 3, 5, 5], [1, 2, 10, 10] },
        { "BatchNorm(3, eps 0.001, momentum 0.01)", new BatchNorm(3, 1e-3, 0.01), [2, 3, 4, 4], [2, 3, 4, 4] },
        { "GroupNorm(2 groups of 3)", new GroupNorm(2, 6), [2, 6, 3], [2, 6, 3] },
        { "LayerNorm([4, 5], not affine)", new LayerNorm([4, 5], affine: false), [2, 4, 5], [2, 4, 5] },
        { "Dropout(0.4)", new Dropout(0.4), [2, 3], [2, 3] },
        { "MaxPool(3, stride 2, padding 1)", new MaxPool(3, 2, 1), [1, 2, 7, 7], [1, 2, 4, 4] },
        { "AveragePool(2×1, rounded up)", new AveragePool((2, 1), ceilMode: true), [1, 2, 5, 5], [1, 2, 3, 5] },
        { "GaussianPool(5, stride 2)", new GaussianPool(5), [1, 2, 7, 8], [1, 2, 4, 4] },
        { "TrainablePool(2, kernel 3×2, stride 2, padding 1×0)", new TrainablePool(2, [3, 2], 2, (1, 0)), [1, 2, 7, 8], [1, 2, 4, 4] },
        { "AdaptiveAveragePool(1)", new AdaptiveAveragePool(1), [1, 2, 5, 5], [1, 2, 1, 1] },
        { "Flatten(1, -1)", new Flatten(), [2, 3, 4], [2, 12] },
        { "LeakyRelu(0.2)", new LeakyRelu(0.2), [2, 3], [2, 3] },
        { "Softmax(1)", new Softmax(), [2, 3], [2, 3] },
        { "Identity", new Identity(), [2, 3], [2, 3] },
        { "Sequential", new Sequential(new Relu(), new Tanh()), [2, 3], [2, 3] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_layer_prints_its_options_and_gives_its_shape(string text, Module layer, int[] input, int[] output)
    {
        Assert.Equal(text, layer.ToString());
        Assert.Equal(new Shape(output), Ready(layer).Forward(Draw(input)).Shape);
    }

    [Fact]
    public void State_names_are_PyTorchs()
    {
        Assert.Equal(["weight", "bias", "running_mean", "running_var"], Ready(new BatchNorm(3)).StateDict().Keys);
        Assert.Equal(["weight", "bias"], Ready(new Conv2d(3, 4, 3)).StateDict().Keys);
        Assert.Equal([4, 3, 4, 4], Ready(new ConvTranspose(4, 6, [4, 4], groups: 2)).Weight.Shape);
    }

    [Fact]
    public void Default_weights_and_biases_fill_one_over_the_root_of_the_fan()
    {
        var layer = Ready(new Conv2d(16, 64, 3, groups: 2));
        var bound = 1 / Math.Sqrt(8 * 9);
        foreach (var parameter in layer.Parameters())
        {
            var values = parameter.Value.ToArray<double>();
            Assert.All(values, v => Assert.InRange(v, -bound, bound));
            Assert.InRange(values.Max(), 0.9 * bound, bound);
        }
    }

    [Fact]
    public void Batch_norm_moves_its_statistics_in_training_and_uses_them_in_evaluation()
    {
        var layer = Ready(new BatchNorm(2, momentum: 0.3));
        var x = Draw(4, 2, 3);
        var values = x.ToArray<double>();
        var y = layer.Forward(x);
        Assert.Equal(0, y.Mean().Item(), 1e-12);

        for (var c = 0; c < 2; c++)
        {
            double[] channel = [.. Enumerable.Range(0, 4).SelectMany(n => Enumerable.Range(0, 3).Select(i => values[(n * 2 + c) * 3 + i]))];
            var mean = channel.Average();
            var variance = channel.Sum(v => (v - mean) * (v - mean)) / 11;
            Assert.Equal(0.3 * mean, layer.RunningMean!.Value.ToArray<double>()[c], 1e-12);
            Assert.Equal(0.7 + 0.3 * variance, layer.RunningVariance!.Value.ToArray<double>()[c], 1e-12);
        }

        layer.Eval();
        var (m, v) = (layer.RunningMean!.Value.ToArray<double>()[0], layer.RunningVariance!.Value.ToArray<double>()[0]);
        Assert.Equal((values[0] - m) / Math.Sqrt(v + 1e-5), layer.Forward(x).ToArray<double>()[0], 1e-12);
        Assert.Equal(m, layer.RunningMean.Value.ToArray<double>()[0]);
    }

    [Fact]
    public void A_backward_pass_through_overwritten_statistics_names_the_layer()
    {
        var layer = Ready(new BatchNorm(2));
        var x = Draw(4, 2, 3).WithGrad();
        var y = layer.Eval().Forward(x).Sum();
        layer.Train().Forward(x);
        var error = Assert.Throws<GradientException>(() => y.Backward());
        Assert.Contains("BatchNorm: the running statistics of BatchNorm", error.Message);
    }

    [Fact]
    public void Dropout_drops_in_training_differently_each_time_and_passes_in_evaluation()
    {
        var layer = Ready(new Dropout(0.25));
        var x = Tensor.Ones([10000], device: Device.Reference);
        var (one, two) = (layer.Forward(x).ToArray<float>(), layer.Forward(x).ToArray<float>());
        Assert.InRange(one.Count(v => v == 0), 2500 - 220, 2500 + 220);   // five standard deviations
        Assert.All(one.Where(v => v != 0), v => Assert.Equal(4 / 3f, v, 1e-6f));
        Assert.NotEqual(one, two);
        Assert.Same(x, layer.Eval().Forward(x));
    }

    [Fact]
    public void Dropout_layers_of_a_model_share_one_stream_that_the_seed_decides()
    {
        Sequential Model(ulong seed) => new Sequential(new Dropout(), new Dropout()).Initialize(seed);
        var x = Tensor.Ones([1000]);
        Assert.Equal(Model(1).Forward(x).ToArray<float>(), Model(1).Forward(x).ToArray<float>());
        Assert.NotEqual(Model(1).Forward(x).ToArray<float>(), Model(2).Forward(x).ToArray<float>());
        Assert.InRange(Model(1).Forward(x).ToArray<float>().Count(v => v > 0), 180, 320);
    }

    [Fact]
    public void Dropout_without_a_generator_says_what_to_call()
    {
        var error = Assert.Throws<UsageException>(() => new Sequential(new Dropout()).Forward(Tensor.Ones([3])));
        Assert.StartsWith("Sequential.0: dropout has no generator", error.Message);
    }

    [Fact]
    public void Options_that_do_not_fit_are_named()
    {
        Assert.Contains("3 input and 4 output channels do not divide into 2 groups", Assert.Throws<UsageException>(() => new Conv2d(3, 4, 3, groups: 2)).Message);
        Assert.Contains("got 1.5", Assert.Throws<UsageException>(() => new Dropout(1.5)).Message);
    }
}
