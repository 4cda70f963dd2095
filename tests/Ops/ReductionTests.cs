using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class ReductionTests
{
    private static Tensor Of(Shape shape, params double[] values) => Tensor.From(values, shape, Device.Reference).WithGrad();

    [Fact]
    public void Equal_extremes_share_the_gradient_evenly()
    {
        var x = Of([2, 3], 1, 3, 3, 2, 2, 2);
        x.AMax(1).Sum().Backward();
        Assert.Equal([0, 0.5, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3], x.Grad!.ToArray<double>());

        x = Of([2, 3], 1, 1, 3, 2, 5, 4);
        x.AMin(1).Sum().Backward();
        Assert.Equal([0.5, 0.5, 0, 1, 0, 0], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void A_small_variance_around_a_large_mean_keeps_its_digits()
    {
        var x = Of([4], 1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3);
        Assert.Equal(5.0 / 3, x.Var().Item(), 12);
        Assert.Equal(1.25, x.Var(unbiased: false).Item(), 12);
    }

    [Fact]
    public void Means_and_variances_of_too_few_elements_are_NaN()
    {
        Assert.True(double.IsNaN(Of([1], 3).Var().Item()));
        Assert.True(double.IsNaN(Of([0]).Mean().Item()));
        Assert.Equal(0, Of([0]).Sum().Item());
    }

    [Fact]
    public void Kept_dimensions_stay_with_extent_one()
    {
        var x = Of([2, 3, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        Assert.Equal([1, 3, 1], x.Sum([0, -1], keepDim: true).Shape);
        Assert.Equal([3], x.Sum([0, -1]).Shape);
        Assert.Equal([1, 1, 1], x.Mean(keepDim: true).Shape);
        Assert.Equal([18.0, 26, 34], x.Sum([0, -1]).ToArray<double>());
        Assert.Equal([2L, 2], x.ArgMax(1).Select(0, 1).ToArray<long>());
        Assert.Equal([2, 1, 2], x.ArgMax(1, keepDim: true).Shape);
    }
}
