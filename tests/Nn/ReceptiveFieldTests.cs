using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>Receptive fields, worked out by hand as r + (k − 1)·d·j, and held against the gradient's support, which is what they mean.</summary>
public sealed class ReceptiveFieldTests
{
    [Fact]
    public void A_small_network_by_hand()
    {
        Sequential model =
        [
            new Conv2d(1, 2, 5, padding: 2),                    // 1 + 4·1 = 5
            new MaxPool(2),                                     // 5 + 1·1 = 6, stride 2
            new Conv2d(2, 2, 3, stride: 2, dilation: 2),        // 6 + 2·2·2 = 14, stride 4
            new Relu(), new BatchNorm(2),
            new AveragePool(3, stride: 1, padding: 1),          // 14 + 2·4 = 22
            new Conv2d(2, 3, 1),                                // 22
            new Conv2d(3, 3, (1, 3), groups: 3),                // 22×(22 + 2·4)
            new AdaptiveAveragePool(1), new Flatten(), new Linear(3, 2),
        ];
        Assert.Equal(
            ["5, stride 1", "6, stride 2", "14, stride 4", "14, stride 4", "14, stride 4", "22, stride 4", "22, stride 4", "22×30, stride 4", "all, stride –", "all, stride –", "all, stride –"],
            Fields(model, [1, 1, 64, 64]));
    }

    [Fact]
    public void Volumes_have_a_field_per_axis_and_depth_that_joins_the_channels_is_summed_by_the_next_convolution()
    {
        var summary = ModelSummary.Of(new HybridSN(), [1, 1, 30, 25, 25]);
        Assert.Equal("7×3×3, stride 1", Field(summary, "conv1"));
        Assert.Equal("11×5×5, stride 1", Field(summary, "conv2"));
        Assert.Equal("13×7×7, stride 1", Field(summary, "conv3"));
        Assert.Equal("all×9×9, stride –×1×1", Field(summary, "conv4"));
        Assert.Equal("all, stride –", Field(summary, "fc1"));
    }

    [Theory]
    [InlineData("resnet18", "layer4", 435)]           // published: Araujo et al. 2019, doi:10.23915/distill.00021
    [InlineData("vgg16", "features.30", 212)]
    [InlineData("mobilenet_v1", "layers.12", 315)]
    [InlineData("mobilenet_v2", "features.18", 491)]
    [InlineData("resnet50", "layer4", 427)]           // 483 as published in 2016; torchvision strides in the 3×3, not in the 1×1 before it
    public void A_known_network_has_the_published_field(string name, string path, int expected) =>
        Assert.Equal($"{expected}, stride 32", Field(ModelSummary.Of(ModelRegistry.Create(name), [1, 3, 224, 224]), path));

    [Fact]
    public void Enlarging_refines_the_stride()
    {
        Sequential model =
        [
            new Conv2d(1, 2, 3, stride: 4),                     // 3, stride 4
            new ConvTranspose(2, 2, [4, 4], 2, 1),              // two neighbours: 3 + 4, stride 2
            new ConvTranspose(2, 1, [2, 2], 2),                 // one: 7, stride 1
        ];
        Assert.Equal(["3, stride 4", "7, stride 2", "7, stride 1"], Fields(model, [1, 1, 31, 31]));
        Assert.Equal("3, stride 0.5", Field(new ConvTranspose(1, 1, [6], 2), [1, 1, 9]));
        Assert.Equal("2, stride 0.5", Field(new Function(x => x.Interpolate(16, Interpolation.Linear)), [1, 1, 8, 8]));
        Assert.Equal("1, stride 0.5", Field(new Function(x => x.Interpolate(16)), [1, 1, 8, 8]));
        Assert.Equal("1, stride 4", Field(new Function(x => x.Slice(2, 1, 8, 4).Slice(3, 0, 8, 4)), [1, 1, 8, 8]));
    }

    [Fact]
    public void Where_branches_meet_the_largest_field_counts()
    {
        Assert.Equal("7, stride 1", Field(new Function(x => x + x.AveragePool(7, 1, 3) + x.AveragePool(3, 1, 1)), [1, 2, 16, 16]));
        Assert.Equal("5, stride 1", Field(new Function(x => Tensor.Concat([x, x.AveragePool(5, 1, 2)], 1)), [1, 2, 16, 16]));
        Assert.Equal("all, stride 1", Field(new Function(x => x * x.GlobalAveragePool().Sigmoid()), [1, 2, 16, 16]));
    }

    [Fact]
    public void Sums_norms_and_products_reach_everything_along_their_dimension()
    {
        Assert.Equal("all×1, stride –×1", Field(new Function(x => x.Sum(2)), [1, 2, 8, 9]));
        Assert.Equal("1×all, stride 1×–", Field(new Function(x => x.Mean(-1, true)), [1, 2, 8, 9]));
        Assert.Equal("1, stride 1", Field(new Function(x => x.Sum(1)), [1, 2, 8, 9]));
        Assert.Equal("1, stride 1", Field(new Function(x => x.Softmax(1)), [1, 2, 8, 9]));
        Assert.Equal("1×all, stride 1", Field(new Function(x => x.Softmax(-1)), [1, 2, 8, 9]));
        Assert.Equal("all, stride 1", Field(new GroupNorm(1, 2), [1, 2, 8, 9]));
        Assert.Equal("1×all, stride 1", Field(new LayerNorm([9]), [1, 2, 8, 9]));
        Assert.Equal("1×all, stride 1×–", Field(new Linear(9, 4), [1, 2, 8, 9]));
        // x [8, 9] · xᵀ [9, 8]: W is summed, H runs along both dimensions of the result.
        Assert.Equal("1×all, stride 1×–", Field(new Function(x => x.MatMul(x.Permute([0, 1, 3, 2]))), [1, 2, 8, 9]));
    }

    [Fact]
    public void An_axis_is_followed_through_permutations_and_shapes()
    {
        // Channels shuffled between two groups: space is untouched.
        Assert.Equal("3, stride 1", Field(new Function(x => x.AveragePool(3, 1, 1).Reshape([1, 2, 2, 8, 9]).Permute([0, 2, 1, 3, 4]).Reshape([1, 4, 8, 9])), [1, 4, 8, 9]));
        // Channels last, a linear layer over them, and back.
        Assert.Equal("1, stride 1", Field(new Sequential(new Function(x => x.Permute([0, 2, 3, 1])), new Linear(4, 6), new Function(x => x.Permute([0, 3, 1, 2]))), [1, 4, 8, 9]));
        // A plane that has become one element before it is flattened keeps its field.
        Assert.Equal("3, stride –", Field(new Sequential(new AveragePool(3, 4), new Flatten(), new Linear(4, 2)), [1, 4, 4, 4]));
    }

    [Fact]
    public void Mirrored_borders_change_nothing() =>
        Assert.Equal("5, stride 2", Field(new GaussianPool(5), [1, 2, 16, 16]));

    [Fact]
    public void An_input_without_space_has_no_field() =>
        Assert.Null(ModelSummary.Of(new Linear(4, 2), [1, 4]).Layers[0].Field);

    /// <summary>The field is at least where one element's gradient is not zero, and here exactly that.</summary>
    [Theory]
    [InlineData(3, 1, 1, 1)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(5, 1, 2, 1)]
    [InlineData(3, 1, 2, 2)]
    public void The_field_is_the_support_of_the_gradient(int kernel, int stride, int padding, int dilation)
    {
        Sequential model =
        [
            new Conv2d(1, 3, kernel, stride, padding, dilation), new AveragePool(2, 2), new GaussianPool(3, 1), new Conv2d(3, 1, 3, padding: 1),
            new ConvTranspose(1, 1, [3, 3], 2, 1), new Conv2d(1, 1, 3, padding: 1),
        ];
        model.To(ElementType.Float64).Initialize(1).Eval();
        var x = Tensor.Normal([1, 1, 96, 96], new Generator(1), type: ElementType.Float64);
        x.RequiresGrad = true;
        var y = model.Forward(x);
        // Neighbours in an enlarged plane see one or two elements: the field is the largest of a period.
        var widest = 0;
        for (var at = 0; at < 2; at++)
        {
            x.Grad = null;
            var middle = y.Shape[2] / 2 + at;
            model.Forward(x).Slice(2, middle, middle + 1).Slice(3, middle, middle + 1).Sum().Backward();
            var gradient = x.Grad!.ToArray<double>();
            var rows = Enumerable.Range(0, 96).Where(i => gradient.AsSpan(i * 96, 96).ContainsAnyExcept(0)).ToArray();
            widest = Math.Max(widest, rows[^1] - rows[0] + 1);
        }
        var field = ModelSummary.Of(model, [1, 1, 96, 96]).Layers[0].Field!;
        Assert.Equal(widest, field.Axes[0].Size!.Value, 1.0 * stride);   // half a stride of rounding at either end
        Assert.True(field.Axes[0].Size >= widest, $"{field} is smaller than the gradient's {widest} rows");
    }

    private static string[] Fields(Sequential model, Shape input) => [.. ModelSummary.Of(model, input).Layers.Skip(1).Select(layer => layer.Field!.ToString())];

    private static string Field(ModelSummary summary, string path) => summary.Layers.Single(layer => layer.Path == path).Field!.ToString();

    private static string Field(NeuralCore.Nn.Module model, Shape input) => ModelSummary.Of(model, input).Layers[0].Field!.ToString();

    private sealed class Function(Func<Tensor, Tensor> compute) : NeuralCore.Nn.Module
    {
        protected override Tensor Compute(Tensor x) => compute(x);
    }
}
