using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.PyTorch;

/// <summary>A mistake that gradcheck.py makes too, on the same numbers.</summary>
/// <param name="Name">What both files call it.</param>
/// <param name="Check">Makes the function with its mistake, and checks it.</param>
internal sealed record PlantedBug(string Name, Func<GradientReport> Check);

/// <summary>The planted bugs that engine/Checking/PyTorch.md compares the two checkers on; gradcheck.py has them in the same order.</summary>
internal static class PlantedBugs
{
    private static readonly long[] Order = [1, 2, 3, 0, 4];
    private static readonly Shape Kernel = [3, 3];

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        Op("factor", () => new(xs => xs[0]!.Square(), (xs, dy) => [dy * xs[0]!]), ("x", [3, 4])),
        Op("group", WrongGroup, ("x", [2, 4, 3, 3]), ("w", [6, 2, 3, 3])),
        Op("border", WithoutBorder, ("x", [1, 2, 6, 6]), ("w", [2, 2, 3, 3])),
        Op("transposed", () => new(
            xs => xs[0]!.Linear(xs[1]!),
            (xs, dy) => [dy.MatMul(xs[1]!), xs[0]!.MatMul(dy, transposeA: true, transposeB: false)]), ("x", [4, 5]), ("w", [5, 5])),
        Op("all-zero", () => new(
            xs => xs[0]!.Linear(xs[1]!, xs[2]),
            (xs, dy) => [dy.MatMul(xs[1]!), dy.MatMul(xs[0]!, transposeA: true, transposeB: false), Tensor.Zeros(xs[2]!.Shape, dy.Type, dy.Device)]),
            ("x", [4, 5]), ("w", [3, 5]), ("b", [3])),
        Op("sign", () => new(xs => xs[0]! - xs[1]!, (xs, dy) => [dy, dy * 1]), ("a", [3, 4]), ("b", [3, 4])),
        Op("sum-shape", () => new(xs => xs[0]! + xs[1]!, (xs, dy) => [dy, dy * 1]), ("x", [4, 3]), ("b", [3])),
        Op("sum-slice", () => new(xs => xs[0]! + xs[1]!, (xs, dy) => [dy, dy.Slice(0, 0, 1).Reshape(3)]), ("x", [4, 3]), ("b", [3])),
        Op("permuted", Permuted, ("x", [2, 5, 3])),
        Op("statistics", () => new(
            xs => xs[0]!.BatchNorm(xs[1]).Y,
            (xs, dy) =>
            {
                var centred = xs[0]! - xs[0]!.Mean(0);
                var r = (centred.Square().Mean(0) + 1e-5).Pow(-0.5);
                return [dy * xs[1]! * r, (dy * centred * r).Sum(0)];
            }), ("x", [6, 3]), ("w", [3])),
        Op("overwritten", () => new(
            xs => [xs[0]!.MatMul(xs[1]!), xs[0]! * 1],
            (xs, dys) => [dys[0]!.MatMul(xs[1]!, transposeA: false, transposeB: true), xs[0]!.MatMul(dys[0]!, transposeA: true, transposeB: false)]),
            ("x", [4, 5]), ("w", [5, 5])),
        Op("one-sample", () => new(xs => xs[0]!.Square(), (xs, dy) => [dy * 2 * xs[0]!.Slice(0, 0, 1).Expand(xs[0]!.Shape)]), ("x", [4, 3, 2])),
        Op("cache", Cached, ("x", [3, 4])),
        Op("growing", Growing, ("x", [3, 4])),
        At("kink", () => new(xs => xs[0]!.Relu(), (xs, dy) => [dy * Steps(xs[0]!, atZero: 0)]), -1.5, 0, 0.75, 2),
        At("wrong-at-kink", () => new(xs => xs[0]!.Relu(), (xs, dy) => [dy * Steps(xs[0]!, atZero: 2)]), -1.5, 0, 0.75, 2),
        Function("random", () => Random(new Generator(3, Generator.Streams.Dropout)), ("x", [3])),
        Function("detached", () => xs => [xs[0]! * xs[1]!.Detach()], ("x", [3, 2]), ("scale", [3, 2])),
        Op("float", () => new(xs => xs[0]!.Exp(), (xs, dy) => [(dy * xs[0]!.Exp()).To(ElementType.Float32).To(ElementType.Float64)]), ("x", [3, 4])),
    ];

    // Every input has the seed of its place, and the numbers of gradcheck.py.
    private static Tensor Values(Shape shape, int seed) => Tensor.From(
        Enumerable.Range(0, (int)shape.Count).Select(k => ((37 * k + 29 * seed) % 23 - 11.5) / 8).ToArray(), shape, Device.Reference);

    private static PlantedBug Op(string name, Func<PlantedOp> op, params (string Name, Shape Shape)[] inputs) =>
        Function(name, () => Call(op()), inputs);

    private static PlantedBug At(string name, Func<PlantedOp> op, params double[] x) =>
        new(name, () => new GradientChecker().Check(name, Call(op()), [Tensor.From(x, [x.Length], Device.Reference)], ["x"]));

    private static PlantedBug Function(string name, Func<GradientChecker.Function> function, params (string Name, Shape Shape)[] inputs) =>
        new(name, () => new GradientChecker().Check(
            name, function(), [.. inputs.Select((input, i) => Values(input.Shape, i + 1))], [.. inputs.Select(input => input.Name)]));

    private static GradientChecker.Function Call(PlantedOp op) => xs => Dispatcher.Run(op, [.. xs]);

    private static PlantedOp WrongGroup()
    {
        var convolution = new ConvolutionOp(1, 1, 1, 2);
        return new(
            xs => xs[0]!.Convolution(xs[1]!, padding: 1, groups: 2),
            (xs, dy) =>
            {
                var first = xs[1]!.Slice(0, 0, 3);
                var both = Dispatcher.Apply(new ConcatOp(0), first, first);
                return [Dispatcher.Apply(new ConvolutionInputGradientOp(convolution, Kernel), dy, both), Dispatcher.Apply(new ConvolutionWeightGradientOp(convolution, Kernel), xs[0], dy)];
            });
    }

    private static PlantedOp WithoutBorder()
    {
        var convolution = new ConvolutionOp(1, 1, 1);
        return new(
            xs => xs[0]!.Convolution(xs[1]!, padding: 1),
            (xs, dy) =>
            {
                var inner = dy.Slice(2, 1, 5).Slice(3, 1, 5).Pad([0, 0, 1, 1], [0, 0, 1, 1]);
                return [Dispatcher.Apply(new ConvolutionInputGradientOp(convolution, xs[0]!.Shape[2..]), inner, xs[1]!), Dispatcher.Apply(new ConvolutionWeightGradientOp(convolution, Kernel), xs[0], dy)];
            });
    }

    private static PlantedOp Permuted()
    {
        var order = Tensor.From(Order, [Order.Length], Device.Reference);
        return new(xs => xs[0]!.IndexSelect(1, order), (xs, dy) => [dy.IndexSelect(1, order)]);
    }

    private static PlantedOp Cached()
    {
        Tensor? cache = null;
        return new(xs => xs[0]!.Exp(), (xs, dy) => [cache ??= (dy * xs[0]!.Exp()).Keep()]);
    }

    private static PlantedOp Growing()
    {
        Tensor? sum = null;
        return new(xs => xs[0]!.Exp(), (xs, dy) => [sum = (sum is null ? dy * xs[0]!.Exp() : sum + dy * xs[0]!.Exp()).Keep()]);
    }

    // 0 below 0, 1 above, and what was chosen at it.
    private static Tensor Steps(Tensor x, double atZero) =>
        Tensor.From(x.ToArray<double>().Select(v => v > 0 ? 1 : v < 0 ? 0 : atZero).ToArray(), x.Shape, x.Device);

    private static GradientChecker.Function Random(Generator generator) =>
        xs => [xs[0]! * Tensor.Normal(xs[0]!.Shape, generator, type: ElementType.Float64, device: Device.Reference)];
}
