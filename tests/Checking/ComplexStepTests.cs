using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>The complex step: every pointwise op's gradient to the last digits, from its own text in another lane.</summary>
public sealed class ComplexStepTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Pointwise =>
        from info in OpRegistry.All
        from i in Enumerable.Range(0, info.Samples.Count)
        where info.Samples[i].Op is UnaryOp { IsDifferentiable: true }
        select new TheoryDataRow<string, int>(info.Name, i);

    [Theory, MemberData(nameof(Pointwise))]
    public void A_pointwise_gradient_agrees_to_thirteen_digits(string name, int index)
    {
        var info = OpRegistry.All.Single(o => o.Name == name);
        var sample = info.Samples[index];
        var x = SampleInputs.Draw(sample, new Generator(7, Generator.Streams.Data), ElementType.Float64, Device.Reference)[0]!.WithGrad();
        var y = Dispatcher.Apply(sample.Op, x);
        var c = Tensor.Normal(y.Shape, new Generator(8, Generator.Streams.Data), type: ElementType.Float64, device: Device.Reference);
        var exact = ComplexStep.Derivatives(sample.Op, [x], c.ToArray<double>())?[0];
        if (exact is null)
        {
            Assert.Skip($"{name} is computed in more than one step");
            return;
        }
        y.Backward(c);
        var analytic = x.Grad?.ToArray<double>() ?? new double[exact.Length];
        var tolerance = Math.Max(1e-13, info.GradientTolerance > 1e-9 ? info.GradientTolerance : 0);
        for (var i = 0; i < exact.Length; i++)
            Assert.True(Math.Abs(analytic[i] - exact[i]) <= tolerance * Math.Max(1e-3, Math.Abs(exact[i])), $"element {i}: {analytic[i]:r} and {exact[i]:r}");
    }

    [Fact]
    public void A_broadcast_operand_gets_the_sum()
    {
        Tensor a = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]), b = Tensor.From([2.0, 3, 4], [3]);
        var derivatives = ComplexStep.Derivatives(new MulOp(), [a, b], [1, 1, 1, 10, 10, 10])!;
        Assert.Equal([2.0, 3, 4, 20, 30, 40], derivatives[0]!);
        Assert.Equal([41.0, 52, 63], derivatives[1]!);
    }

    [Fact]
    public void An_op_that_is_not_pointwise_has_none()
    {
        var x = Tensor.From([1.0, 2, 3, 4], [2, 2]);
        Assert.Null(ComplexStep.Derivatives(new MatMulOp(), [x, x], [1, 1, 1, 1]));
    }
}
