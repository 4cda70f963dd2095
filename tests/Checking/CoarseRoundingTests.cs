using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>Functions that round more than their doubles tell: their right gradients are not called wrong, their wrong ones still are.</summary>
public sealed class CoarseRoundingTests
{
    // The gradient is that of the smooth function; what is computed is a staircase beside it.
    private static readonly PlantedOp ThroughFloats = new(xs => xs[0]!.Exp().To(ElementType.Float32).To(ElementType.Float64), (xs, dy) => [dy * xs[0]!.Exp()]);

    private static PlantedOp Beside(double number, double factor = 1) => new(xs => xs[0]!.Exp() + number - number, (xs, dy) => [dy * xs[0]!.Exp() * factor]);

    private static Tensor X(Shape shape, ulong seed) => Ops.Given.Random(shape, seed);

    [Fact]
    public void A_right_gradient_of_a_function_that_goes_through_floats_is_right()
    {
        for (var seed = 1ul; seed <= 20; seed++)
            foreach (var shape in (Shape[])[[1], [3, 4]])
                foreach (var fanOut in (bool[])[false, true])
                {
                    var report = new GradientChecker { Seed = seed, FanOut = fanOut }.Check(ThroughFloats, [X(shape, seed)]);
                    Assert.True(report.IsOk, report.ToString());
                    Assert.All(report.Findings, f => Assert.Equal(Verdict.Noise, f.Verdict));
                }
    }

    [Theory, InlineData(1e6), InlineData(1e9), InlineData(1e13), InlineData(1e15)]
    public void A_right_gradient_of_a_function_that_adds_a_huge_number_on_the_way_is_not_called_wrong(double number)
    {
        for (var seed = 1ul; seed <= 20; seed++)
        {
            var report = new GradientChecker { Seed = seed }.Check(Beside(number), [X([3, 4], seed)]);
            Assert.True(report.IsOk, report.ToString());
        }
    }

    [Fact]
    public void A_wrong_gradient_of_such_a_function_is_still_wrong()
    {
        Assert.False(new GradientChecker().Check(Beside(1e9, factor: 2), [X([3, 4], 1)]).IsOk);
        var floats = ThroughFloats with { Gradient = (xs, dys) => [dys[0]! * xs[0]!.Exp() * 1.01] };
        Assert.False(new GradientChecker().Check(floats, [X([3, 4], 1)]).IsOk);
    }

    [Fact]
    public void A_function_of_doubles_is_not_thought_to_round()
    {
        foreach (var (name, function) in (IEnumerable<(string, GradientChecker.Function)>)[
            ("steep", xs => [(xs[0]! * 50).Tanh()]), ("corner", xs => [xs[0]!.Relu()]), ("sum", xs => [xs[0]!.Exp().Sum()]), ("constant", xs => [xs[0]! * 0 + 3])])
        {
            var call = CheckedCall.Nearby(function, [X([8, 50], 3)], new Generator(5), fanOut: false);
            Assert.True(CoarseRounding.Of(call, new Generator(6)) == 0, name);
        }
        var zeros = CheckedCall.Nearby(xs => [xs[0]!.Abs()], [Tensor.Zeros([8, 50], ElementType.Float64, Device.Reference)], new Generator(5), fanOut: false);
        Assert.Equal(0, CoarseRounding.Of(zeros, new Generator(6)));
        Assert.InRange(CoarseRounding.Of(CheckedCall.Nearby(xs => Dispatcher.Run(ThroughFloats, [.. xs]), [X([8, 50], 3)], new Generator(5), fanOut: false), new Generator(6)), 1e-9, 1e-6);
    }
}
