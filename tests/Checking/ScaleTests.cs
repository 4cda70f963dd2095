using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>Functions whose own scale is not that of the first steps: right gradients are not called wrong, wrong ones are.</summary>
public sealed class ScaleTests
{
    private static readonly double[] Ordinary = [-2.3, -1.1, -0.4, 0.013, 0.2, 0.7, 1.9, 3.4];

    private static GradientReport Pointwise(Func<double, double> f, Func<double, double> slope, params double[] x)
    {
        var op = new PlantedOp(
            xs => Of(xs[0]!.ToArray<double>().Select(f)),
            (xs, dy) => [Of(xs[0]!.ToArray<double>().Zip(dy.ToArray<double>(), (v, g) => slope(v) * g))]);
        return new GradientChecker().Check(op, [Of(x)]);

        static Tensor Of(IEnumerable<double> values) => Tensor.From([.. values], [values.Count()], Device.Reference);
    }

    private static void IsRight(Func<double, double> f, Func<double, double> slope, params double[] x)
    {
        var report = Pointwise(f, slope, x);
        Assert.True(report.IsOk, report.ToString());
        Assert.False(Pointwise(f, v => 1.5 * slope(v), x).IsOk, "one and a half times the slope passes");
    }

    [Theory, InlineData(1e2), InlineData(1e3), InlineData(1e4), InlineData(1e5)]
    public void What_oscillates_within_the_first_steps_is_looked_at_closer(double k)
    {
        IsRight(x => Math.Sin(k * x), x => k * Math.Cos(k * x), Ordinary);
        IsRight(x => x + Math.Sin(k * x) / k, x => 1 + Math.Cos(k * x), Ordinary);
    }

    [Theory, InlineData(1e-300), InlineData(1e-30), InlineData(1e-12), InlineData(1e-6), InlineData(1e-3), InlineData(1e6), InlineData(1e12), InlineData(1e30), InlineData(1e150)]
    public void What_changes_over_a_fraction_of_its_input_is_right_whatever_the_input_s_size(double size)
    {
        double[] x = [0.3 * size, size, 2.7 * size], y = [-0.8 * size, size / 3, 1.4 * size];
        IsRight(Math.Sqrt, v => 0.5 / Math.Sqrt(v), x);
        IsRight(v => Math.Tanh(v / size), v => (1 - Math.Pow(Math.Tanh(v / size), 2)) / size, y);
        if (size is > 1e-100 and < 1e100) IsRight(v => size / v, v => -size / v / v, y);
        IsRight(Math.Log, v => 1 / v, x);
    }

    [Theory, InlineData(1e-200), InlineData(1e-30), InlineData(1e-13), InlineData(1e-9), InlineData(1e13), InlineData(1e200)]
    public void A_result_may_have_any_size(double size)
    {
        IsRight(v => size * Math.Exp(v), v => size * Math.Exp(v), Ordinary);
        IsRight(v => size * Math.Sin(v), v => size * Math.Cos(v), Ordinary);
        Assert.False(Pointwise(v => size * Math.Exp(v), _ => 0, Ordinary).IsOk);
    }

    [Theory, InlineData(1e6), InlineData(1e12), InlineData(1e30), InlineData(1e300)]
    public void A_step_is_not_lost_beside_a_large_input(double size)
    {
        IsRight(v => 3 * v, _ => 3, -size, 0.4 * size, size);
        var checker = new GradientChecker { Budget = new() { MostElements = 8, SampledElements = 4 } };
        Tensor x = Ops.Given.Random([20, 10]) * size;
        foreach (var factor in (double[])[1, 1.5])
        {
            var report = checker.Check(new PlantedOp(xs => xs[0]! * 3, (xs, dy) => [dy * 3 * factor]), [x]);
            Assert.True(report.IsOk == (factor == 1), report.ToString());
        }
    }

    [Theory, InlineData(1e-3), InlineData(1e-5), InlineData(1e-6), InlineData(1e-8), InlineData(1e-12)]
    public void A_point_beside_a_corner_has_a_slope_or_is_taken_for_the_corner(double distance)
    {
        double[] x = [distance, -distance, 0.7];
        foreach (var bend in (double[])[1, 1e-3, 1e-5])
        {
            var report = Pointwise(v => Math.Exp(v) + bend * Math.Abs(v), v => Math.Exp(v) + bend * Math.Sign(v), x);
            Assert.True(report.IsOk, report.ToString());
        }
        IsRight(v => Math.Pow(Math.Abs(v), 1.5), v => 1.5 * Math.Sqrt(Math.Abs(v)) * Math.Sign(v), x);
        IsRight(v => Math.Sqrt(Math.Abs(v)), v => 0.5 / Math.Sqrt(Math.Abs(v)) * Math.Sign(v), x);
    }

    [Fact]
    public void What_moves_by_less_than_a_result_s_last_digit_is_rounding()
    {
        // σ(36) = 1 − 2·10⁻¹⁶ stands still, and its slope is right.
        var saturated = new GradientChecker().Check("saturated", xs => [xs[0]!.Sigmoid()], [Tensor.From([-800.0, -40, 40, 36, -36, 0.3], [6], Device.Reference)]);
        Assert.True(saturated.IsOk, saturated.ToString());

        var logits = (Ops.Given.Random([4, 30]) * 10).To(ElementType.Float32);
        var single = new GradientChecker().Check("softmax in float", xs => [xs[0]!.Softmax(1)], [logits]);
        Assert.True(single.IsOk, single.ToString());
        Assert.False(new GradientChecker().Check(new PlantedOp(xs => xs[0]!.Softmax(1), (xs, dy) => [dy * xs[0]!.Softmax(1)]), [logits]).IsOk);
    }

    [Fact]
    public void A_tensor_that_is_given_twice_is_two_variables()
    {
        var x = Ops.Given.Random([3]).WithGrad();
        var report = new GradientChecker().Check("product", xs => [xs[0]! * xs[1]!], [x, x]);
        Assert.True(report.IsOk, report.ToString());
    }

    [Fact]
    public void An_infinite_input_has_no_steps_and_does_no_harm()
    {
        var report = new GradientChecker().Check("exp", xs => [xs[0]!.Exp()], [Tensor.From([double.NegativeInfinity, 1, 2], [3], Device.Reference)]);
        Assert.True(report.IsOk, report.ToString());
    }
}
