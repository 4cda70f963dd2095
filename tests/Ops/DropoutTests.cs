using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class DropoutTests
{
    private static Generator Draws => new(42, Generator.Streams.Dropout);

    [Fact]
    public void Survivors_are_scaled_so_that_the_mean_stays()
    {
        const int n = 100_000;
        var y = Tensor.Ones([n], ElementType.Float64, Device.Reference).Dropout(0.4, Draws).ToArray<double>();
        Assert.All(y, v => Assert.True(v == 0 || v == 1 / 0.6));
        var survivors = y.Count(v => v != 0);
        var deviation = Math.Sqrt(n * 0.4 * 0.6);
        Assert.InRange(survivors, 0.6 * n - 5 * deviation, 0.6 * n + 5 * deviation);
    }

    [Fact]
    public void Neighbours_and_successive_draws_are_independent()
    {
        const int n = 100_000;
        var generator = Draws;
        var x = Tensor.Ones([n], ElementType.Float64, Device.Reference);
        bool[] first = Mask(x.Dropout(0.5, generator)), second = Mask(x.Dropout(0.5, generator));
        var deviation = Math.Sqrt(n * 0.25);
        Assert.InRange(Enumerable.Range(0, n - 1).Count(i => first[i] == first[i + 1]), n / 2 - 5 * deviation, n / 2 + 5 * deviation);
        Assert.InRange(Enumerable.Range(0, n).Count(i => first[i] == second[i]), n / 2 - 5 * deviation, n / 2 + 5 * deviation);
    }

    [Fact]
    public void The_same_seed_gives_the_same_mask_on_every_backend_and_type()
    {
        var expected = Mask(Tensor.Ones([37, 41], ElementType.Float64, Device.Reference).Dropout(0.3, Draws));
        foreach (var type in new[] { ElementType.Float32, ElementType.Float64 })
            foreach (var device in new[] { Device.Reference, Device.Cpu })
                Assert.Equal(expected, Mask(Tensor.Ones([37, 41], type, device).Dropout(0.3, Draws)));
        Assert.NotEqual(expected, Mask(Tensor.Ones([37, 41], ElementType.Float64, Device.Reference).Dropout(0.3, new Generator(43, Generator.Streams.Dropout))));
    }

    [Fact]
    public void The_backward_pass_draws_the_same_mask_again()
    {
        var x = Given.Random([500]).WithGrad();
        var y = x.Dropout(0.5, Draws);
        y.Backward(Tensor.Ones(y.Shape, y.Type, y.Device));
        var (values, results) = (x.ToArray<double>(), y.ToArray<double>());
        Given.Near([.. values.Zip(x.Grad!.ToArray<double>(), (v, mask) => v * mask)], results);
    }

    [Fact]
    public void Probability_0_changes_nothing_and_1_leaves_nothing()
    {
        var x = Given.Values([3], 1, double.PositiveInfinity, double.NaN);
        Assert.Same(x, x.Dropout(0, Draws));
        Given.Equals(x.Dropout(1, Draws), [3], 0, 0, 0);
    }

    [Fact]
    public void The_generator_moves_on_by_one_whatever_the_probability()
    {
        var generator = Draws;
        var x = Given.Random([5]);
        x.Dropout(0, generator);
        x.Dropout(0.5, generator);
        Assert.Equal(2UL, generator.Offset);
    }

    [Theory, InlineData(-0.01), InlineData(1.01), InlineData(double.NaN)]
    public void A_probability_outside_0_and_1_is_refused(double p)
    {
        var error = Assert.Throws<UsageException>(() => Given.Random([3]).Dropout(p, Draws));
        Assert.Contains("p is a probability between 0 and 1", error.Message);
    }

    private static bool[] Mask(Tensor y) => Array.ConvertAll(y.ToArray<double>(), v => v != 0);
}
