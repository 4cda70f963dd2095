using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class NormalizationTests
{
    [Fact]
    public void Batch_normalization_by_hand()
    {
        // Channel 0 holds 1 3 5 7 (mean 4, variance 5), channel 1 only 2s.
        var x = Given.Values([2, 2, 2], 1, 3, 2, 2, 5, 7, 2, 2);
        var (y, mean, variance) = x.BatchNorm(Given.Values([2], 10, 3), Given.Values([2], 1, -1), eps: 0.0625);
        Given.Equals(mean, [2], 4, 2);
        Given.Equals(variance, [2], 5, 0);
        var r = 10 / Math.Sqrt(5.0625);
        Given.Equals(y, [2, 2, 2], 1 - 3 * r, 1 - r, -1, -1, 1 + r, 1 + 3 * r, -1, -1);
        Given.Equals(x.BatchNormInference(mean, variance, Given.Values([2], 10, 3), Given.Values([2], 1, -1), eps: 0.0625), y.Shape, y.ToArray<double>());
    }

    [Fact]
    public void A_large_offset_does_not_swallow_the_variance()
    {
        var x = Given.Random([64, 3]);
        var (y, _, _) = x.BatchNorm();
        var (shifted, mean, _) = (x + 1e6).BatchNorm();
        Given.Near(y.ToArray<double>(), shifted.ToArray<double>(), 1e-8);
        Assert.All(mean.ToArray<double>(), m => Assert.InRange(m, 1e6 - 1, 1e6 + 1));
    }

    [Fact]
    public void One_value_per_channel_cannot_be_normalized_in_training()
    {
        var x = Given.Random([1, 3, 1, 1]);
        var error = Assert.Throws<ShapeException>(() => x.BatchNorm());
        Assert.Equal(
            "BatchNorm { Eps = 1E-05 }: in training there must be more than one value per channel, or the variance is 0; got x [1, 3, 1, 1]; use a larger batch or call Eval()",
            error.Message);
        Assert.Equal(x.Shape, x.BatchNormInference(Tensor.Zeros([3], x.Type, x.Device), Tensor.Ones([3], x.Type, x.Device)).Shape);
    }

    [Fact]
    public void One_group_per_channel_and_one_sample_is_batch_normalization()
    {
        var x = Given.Random([1, 4, 3, 5]);
        Given.Near(x.BatchNorm().Y.ToArray<double>(), x.GroupNorm(4).ToArray<double>());
    }

    [Fact]
    public void Layer_normalization_over_several_dimensions_is_that_over_their_product()
    {
        Tensor x = Given.Random([3, 4, 5]), weight = Given.Random([4, 5], 2), bias = Given.Random([4, 5], 3);
        Given.Near(
            x.Reshape([3, 20]).LayerNorm([20], weight.Reshape([20]), bias.Reshape([20])).ToArray<double>(),
            x.LayerNorm([4, 5], weight, bias).ToArray<double>());
    }

    [Fact]
    public void The_gradient_does_not_see_a_shift_or_a_scale_of_the_input()
    {
        var x = Given.Random([6, 2, 3]).WithGrad();
        var (y, _, _) = x.BatchNorm(eps: 0);
        y.Backward(Given.Random(y.Shape, 2));
        var dx = x.Grad!.ToArray<double>();
        var values = x.ToArray<double>();
        for (var c = 0; c < 2; c++)
        {
            double sum = 0, dot = 0;
            for (var i = 0; i < dx.Length; i++)
                if (i / 3 % 2 == c) (sum, dot) = (sum + dx[i], dot + dx[i] * values[i]);
            Given.Near(0, sum);
            Given.Near(0, dot);
        }
    }

    [Fact]
    public void The_third_derivative_is_right_too()
    {
        Tensor x = Given.Random([4, 2]), weight = Given.Random([2], 2);
        var checker = new GradientChecker();
        var report = checker.CheckSecondOrder("batch norm, third order", inputs =>
        {
            var input = inputs[0]!.RequiresGrad ? inputs[0]! : inputs[0]!.Detach().WithGrad();
            using var mode = new NoGradScope(records: true);
            var y = input.BatchNorm(inputs[1]).Y;
            return [Gradients.Of([y], [input], [Given.Random(y.Shape, 5)], createGraph: true)[0]!];
        }, [x, weight]);
        Assert.True(report.IsOk, report.ToString());
    }

    [Fact]
    public void A_frozen_batch_normalization_passes_gradients_to_its_input_and_weights()
    {
        var x = Given.Values([1, 1, 2], 3, 5).WithGrad();
        Tensor weight = Given.Values([1], 2).WithGrad(), bias = Given.Values([1], 0).WithGrad();
        var y = x.BatchNormInference(Given.Values([1], 1), Given.Values([1], 4), weight, bias, eps: 0);
        y.Backward(Given.Values([1, 1, 2], 1, 10));
        Given.Equals(x.Grad!, [1, 1, 2], 1, 10);
        Given.Equals(weight.Grad!, [1], 21);
        Given.Equals(bias.Grad!, [1], 11);
    }
}
