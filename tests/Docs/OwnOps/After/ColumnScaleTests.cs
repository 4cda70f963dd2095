using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace OwnOps.After;

public sealed class ColumnScaleTests
{
    [Fact]
    public void The_gradient_is_right_and_so_is_the_gradient_of_the_gradient()
    {
        Tensor x = Random([4, 3], 1), w = Random([3], 2);
        var first = new GradientChecker().Check(new ColumnScaleOp(), [x, w], ["x", "w"]);
        Assert.True(first.IsOk, first.ToString());

        GradientChecker.Function function = xs => [Dispatcher.Apply(new ColumnScaleOp(), xs[0], xs[1])];
        var second = new GradientChecker().CheckSecondOrder("gradient of ColumnScale", function, [x, w], ["x", "w"]);
        Assert.True(second.IsOk, second.ToString());
    }

    private static Tensor Random(Shape shape, ulong seed) => Tensor.Normal(shape, new Generator(seed), type: ElementType.Float64);
}
