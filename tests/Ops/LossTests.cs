using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class LossTests
{
    private static Tensor Logits(Shape shape, ulong seed = 1) =>
        Tensor.Normal(shape, new Generator(seed, Generator.Streams.Data), type: ElementType.Float64, device: Device.Reference);

    private static Tensor Targets(params long[] values) => Tensor.From(values, [values.Length], Device.Reference);

    [Fact]
    public void Logits_of_any_size_give_finite_losses()
    {
        var x = Tensor.From([1000.0, -1000, 0, 0], [2, 2], Device.Reference).WithGrad();
        var loss = x.CrossEntropy(Targets(1, 0), reduction: Reduction.None);
        Assert.Equal([2000, Math.Log(2)], loss.ToArray<double>());
        loss.Sum().Backward();
        Assert.Equal([1, -1, -0.5, 0.5], x.Grad!.ToArray<double>());
        Assert.Equal([1.0, 0], x.Softmax(1).Select(0, 0).ToArray<double>());
    }

    [Fact]
    public void The_mean_is_weighted_by_the_targets_and_leaves_ignored_ones_out()
    {
        var x = Logits([4, 3]);
        var weight = Tensor.From([0.5, 2, 1], [3], Device.Reference);
        var losses = x.CrossEntropy(Targets(0, 1, -100, 2), weight, Reduction.None).ToArray<double>();
        Assert.Equal(0, losses[2]);
        Assert.Equal(losses.Sum() / 3.5, x.CrossEntropy(Targets(0, 1, -100, 2), weight).Item(), 12);

        losses = x.CrossEntropy(Targets(0, 1, -100, 2), reduction: Reduction.None).ToArray<double>();
        Assert.Equal(losses.Sum() / 3, x.CrossEntropy(Targets(0, 1, -100, 2)).Item(), 12);
        Assert.Equal(losses.Sum(), x.CrossEntropy(Targets(0, 1, -100, 2), reduction: Reduction.Sum).Item(), 12);
        Assert.True(double.IsNaN(x.CrossEntropy(Targets(-100, -100, -100, -100)).Item()));
    }

    [Fact]
    public void Weights_that_are_all_one_change_nothing()
    {
        var x = Logits([2, 3, 4]);
        var target = Tensor.From([0L, 1, 2, 1, 2, 2, 7, 0], [2, 4], Device.Reference);
        var ones = Tensor.Ones([3], ElementType.Float64, Device.Reference);
        Assert.Equal(
            x.CrossEntropy(target, ignoreIndex: 7, labelSmoothing: 0.1).Item(),
            x.CrossEntropy(target, ones, ignoreIndex: 7, labelSmoothing: 0.1).Item(), 12);
    }

    [Fact]
    public void Full_smoothing_asks_for_the_uniform_distribution()
    {
        var x = Logits([3, 5]);
        Assert.Equal(-x.LogSoftmax(1).Mean().Item(), x.CrossEntropy(Targets(0, 3, 4), labelSmoothing: 1).Item(), 12);
    }

    [Fact]
    public void A_target_that_is_no_class_is_named()
    {
        var error = Assert.Throws<UsageException>(() => Logits([2, 5]).CrossEntropy(Targets(1, 5)));
        Assert.Contains("NllLoss { IgnoreIndex = -100, LabelSmoothing = 0 }: target 5 is no class; expected 0 to 4", error.Message);
    }

    [Fact]
    public void Shapes_pass_through_without_values()
    {
        var x = Tensor.Zeros([2, 5, 3], device: Device.Meta);
        var target = Tensor.Zeros([2, 3], ElementType.Int64, Device.Meta);
        Assert.Equal(Shape.Scalar, x.CrossEntropy(target).Shape);
        Assert.Equal([2, 5, 3], x.Softmax(1).Shape);
    }

    [Fact]
    public void A_prediction_and_a_target_of_different_shapes_are_refused()
    {
        Assert.Contains("[4, 1] and [4]", Assert.Throws<ShapeException>(() => Logits([4, 1]).MseLoss(Logits([4]))).Message);
        Assert.Throws<ShapeException>(() => Logits([4, 1]).L1Loss(Logits([4])));
        Assert.Throws<ShapeException>(() => Logits([4, 1]).BinaryCrossEntropyWithLogits(Logits([4])));
    }
}
