using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace OwnOps;

/// <summary>Each op of the page, checked.</summary>
public static class OwnOpChecks
{
    public static GradientReport ColumnScale(Op op) => new GradientChecker().Check(op, [Random([4, 3], 1), Random([3], 2)], ["x", "w"]);

    public static GradientReport Standardize(Op op) => new GradientChecker().Check(op, [Random([6, 3], 1)], ["x"]);

    public static GradientReport Smooth(Op op) => new GradientChecker().Check(op, [Random([2, 3, 8], 1)], ["x"]);

    public static GradientReport Moments(Op op) => new GradientChecker().Check(op, [Random([3, 5], 1)], ["x"]);

    public static GradientReport SoftSign(Op op) => new GradientChecker().Check(op, [Random([3, 4], 1)], ["x"]);

    private static Tensor Random(Shape shape, ulong seed) =>
        Tensor.Normal(shape, new Generator(seed), type: ElementType.Float64, device: Device.Reference);
}
