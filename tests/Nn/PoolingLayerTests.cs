using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>The pooling layers that have weights, fixed or learned.</summary>
public sealed class PoolingLayerTests
{
    private static Tensor Draw(params int[] shape) => Tensor.Normal(new Shape(shape), new Generator(1, Generator.Streams.Data), type: ElementType.Float64);

    [Fact]
    public void A_blur_is_the_binomial_kernel_at_every_second_element_with_a_mirrored_border()
    {
        var y = new GaussianPool(3).Forward(Tensor.From([8.0, 4, 0, 0, 16], [1, 1, 5]));
        Assert.Equal([(4 + 16 + 4) / 4.0, (4 + 0 + 0) / 4.0, (0 + 32 + 0) / 4.0], y.ToArray<double>());
        // An impulse in the middle is answered by the kernel itself, here in two dimensions.
        var impulse = new double[49];
        impulse[24] = 256;
        double[] row = [1, 4, 6, 4, 1];
        Assert.Equal(
            [.. from i in Enumerable.Range(-1, 7) from j in Enumerable.Range(-1, 7) select i is >= 0 and < 5 && j is >= 0 and < 5 ? row[i] * row[j] : 0],
            new GaussianPool(5, 1).Forward(Tensor.From(impulse, [1, 1, 7, 7])).ToArray<double>());
    }

    [Theory]
    [InlineData(3, 2, 5)]
    [InlineData(5, 3, 6)]
    [InlineData(7, 1, 4)]
    public void A_constant_stays_the_constant_up_to_the_border_in_any_number_of_dimensions(int kernel, int stride, int extent)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var y = new GaussianPool(kernel, stride).Forward(Tensor.Full(new Shape(2, 3).Concat(new Sizes(extent).Expand(rank)), 7, ElementType.Float64));
            Assert.Equal(new Shape(2, 3).Concat(new Sizes((extent + stride - 1) / stride).Expand(rank)), y.Shape);
            Assert.All(y.ToArray<double>(), v => Assert.Equal(7, v, 1e-12));
        }
    }

    [Fact]
    public void A_blur_has_no_state_and_passes_gradients()
    {
        var layer = new GaussianPool();
        Assert.Empty(layer.StateDict());
        var x = Draw(1, 2, 4, 4);
        x.RequiresGrad = true;
        layer.Forward(x).Sum().Backward();
        Assert.Equal(2 * 4, x.Grad!.Sum().Item(), 1e-12);   // each output's weights add up to 1
    }

    [Fact]
    public void A_trainable_pooling_starts_as_the_average_and_learns_each_channels_window()
    {
        var layer = new TrainablePool(2, [2, 2]).To(ElementType.Float64).Initialize(1);
        var x = Draw(3, 2, 5, 6);
        Assert.Equal(x.AveragePool(2).ToArray<double>(), layer.Forward(x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(["weight"], layer.StateDict().Keys);

        // Taught by another pooling's results it becomes that pooling: the upper left element and the sum of a row.
        var teacher = Tensor.From([1.0, 0, 0, 0, 1, 1, 0, 0], [2, 1, 2, 2]);
        for (var step = 0; step < 200; step++)
        {
            using var scope = new MemoryScope();
            layer.ZeroGrad();
            (layer.Forward(x) - x.Convolution(teacher, stride: 2, groups: 2)).Square().Mean().Backward();
            var weight = layer.Weight.Value;
            using var mode = new global::NeuralCore.Autograd.NoGradScope();
            weight.CopyFrom(weight - layer.Weight.Grad! * 0.5);
        }
        Assert.Equal(teacher.ToArray<double>(), layer.Weight.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(33)]
    public void A_blur_without_a_middle_is_refused(int kernel) =>
        Assert.Contains($"from 3 to 31; got {kernel}", Assert.Throws<UsageException>(() => new GaussianPool(kernel)).Message);

    [Fact]
    public void A_blur_of_too_small_or_flat_an_input_is_refused()
    {
        Assert.Contains("[N, C, *spatial]", Assert.Throws<ShapeException>(() => new GaussianPool().Forward(Draw(2, 3))).Message);
        Assert.Contains("at most 1", Assert.Throws<ShapeException>(() => new GaussianPool(5).Forward(Draw(1, 1, 2, 9))).Message);
    }
}
