using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

/// <summary>What samples away from kinks cannot show: the kinks themselves, edges, numbers that overflow, operators.</summary>
public sealed class ElementwiseTests
{
    private static Tensor Of(params double[] values) => Tensor.From(values, [values.Length], Device.Reference).WithGrad();

    private static double[] GradientOf(Func<Tensor, Tensor> f, Tensor x)
    {
        f(x).Sum().Backward();
        return x.Grad!.ToArray<double>();
    }

    [Fact]
    public void Derivatives_at_the_kinks_are_PyTorchs()
    {
        Assert.Equal([0.0, 1], GradientOf(x => x.Relu(), Of(0, 1)));
        Assert.Equal([0.0, 1, 0], GradientOf(x => x.Relu6(), Of(0, 3, 6)));
        Assert.Equal([0.1, 1], GradientOf(x => x.LeakyRelu(0.1), Of(0, 1)));
        Assert.Equal([0.0, -1, 1], GradientOf(x => x.Abs(), Of(0, -2, 3)));
        Assert.Equal([1.0, 1, 0, 0], GradientOf(x => x.Clamp(-1, 1), Of(-1, 1, -1.5, 2)));
        Assert.Equal([0.0, 0], GradientOf(x => x.HardSigmoid(), Of(-3, 3)));
        Assert.Equal([-0.5, 1.5], GradientOf(x => x.HardSwish(), Of(-3, 3)).Select(v => Math.Round(v, 12)));
        Assert.Equal([0.5, 1], GradientOf(x => x.Elu(0.5), Of(0, 1)));
    }

    [Fact]
    public void Equal_operands_of_maximum_and_minimum_share_the_gradient()
    {
        var (a, b) = (Of(1, 2, 3), Of(2, 2, 2));
        Tensor.Maximum(a, b).Sum().Backward();
        Assert.Equal([0, 0.5, 1], a.Grad!.ToArray<double>());
        Assert.Equal([1, 0.5, 0], b.Grad!.ToArray<double>());

        (a, b) = (Of(1, 2, 3), Of(2, 2, 2));
        Tensor.Minimum(a, b).Sum().Backward();
        Assert.Equal([1, 0.5, 0], a.Grad!.ToArray<double>());
        Assert.Equal([0, 0.5, 1], b.Grad!.ToArray<double>());
    }

    [Fact]
    public void Operators_with_numbers_read_as_arithmetic()
    {
        var x = Of(2, -4);
        Assert.Equal([5.0, -1], (x + 3).ToArray<double>());
        Assert.Equal([5.0, -1], (3 + x).ToArray<double>());
        Assert.Equal([1.0, -5], (x - 1).ToArray<double>());
        Assert.Equal([-1.0, 5], (1 - x).ToArray<double>());
        Assert.Equal([1.0, -2], (x / 2).ToArray<double>());
        Assert.Equal([4.0, -2], (8 / x).ToArray<double>());
        Assert.Equal([-2.0, 4], (-x).ToArray<double>());
        Assert.Equal([0.5, -0.5], GradientOf(x => 8 / x * x * x / 16, Of(3, -7)).Zip([1.0, -1], (g, sign) => Math.Round(g, 12) * sign));
    }

    [Fact]
    public void Large_arguments_neither_overflow_nor_lose_the_gradient()
    {
        Assert.Equal([1000.0, 0], Of(1000, -1000).Softplus().ToArray<double>());
        Assert.Equal([1.0, 0], GradientOf(x => x.Softplus(), Of(1000, -1000)));
        Assert.Equal([1000.0, 0], Of(1000, -1000).Silu().ToArray<double>());
        Assert.Equal([1000.0, 0], Of(1000, -1000).Gelu().ToArray<double>().Select(Math.Abs));
        Assert.Equal([1.0, 0], Of(1000, -1000).Sigmoid().ToArray<double>());
        Assert.Equal([1000.0, 1000], Of(1000, -1000).BinaryCrossEntropyWithLogits(Of(0, 1), Reduction.None).ToArray<double>());
    }

    [Fact]
    public void A_choice_sends_each_gradient_where_its_element_came_from()
    {
        var (a, b) = (Of(1, 2, 3), Of(5));
        var y = Tensor.Where(a.Detach().LessOrEqual(2), 3 * a, b);
        Assert.Equal([3.0, 6, 5], y.ToArray<double>());
        y.Sum().Backward();
        Assert.Equal([3.0, 3, 0], a.Grad!.ToArray<double>());
        Assert.Equal([1.0], b.Grad!.ToArray<double>());
    }

    [Fact]
    public void Comparisons_with_NaN_hold_only_for_not_equal()
    {
        var x = Of(double.NaN);
        Assert.Equal([0L], x.Greater(0).ToArray<long>());
        Assert.Equal([0L], x.Less(0).ToArray<long>());
        Assert.Equal([0L], x.Equal(x).ToArray<long>());
        Assert.Equal([1L], x.NotEqual(x).ToArray<long>());
    }

    [Fact]
    public void Powers_of_zero_and_of_negative_numbers_have_their_gradients()
    {
        Assert.Equal([0.0, -4], GradientOf(x => x.Pow(2), Of(0, -2)));
        Assert.Equal([1.0, 1], GradientOf(x => x.Pow(1), Of(0, -2)));
        Assert.Equal([0.0, 0], GradientOf(x => x.Pow(0) + 0 * x, Of(0, -2)));
        var b = Of(2);
        Of(0).Detach().Pow(b).Sum().Backward();
        Assert.Equal([0.0], b.Grad!.ToArray<double>());
    }

    [Fact]
    public void Third_derivatives_are_right_where_second_order_ops_are_composed()
    {
        // σ‴(0) = −1/8, tanh‴(0) = −2, (eˣ)‴ = eˣ, silu‴(0) = 0, gelu‴(0) = 0.
        Assert.Equal(-0.125, Third(x => x.Sigmoid(), 0), 12);
        Assert.Equal(-2, Third(x => x.Tanh(), 0), 12);
        Assert.Equal(Math.E, Third(x => x.Exp(), 1), 12);
        Assert.Equal(0, Third(x => x.Silu(), 0), 12);
        Assert.Equal(0, Third(x => x.Gelu(), 0), 12);
        Assert.Equal(24, Third(x => x.Pow(4), 1), 12);

        static double Third(Func<Tensor, Tensor> f, double at)
        {
            var x = Of(at);
            var y = f(x).Sum();
            for (var order = 0; order < 3; order++) y = Gradients.Of(y, x, createGraph: true)!.Sum();
            return y.Item();
        }
    }
}
