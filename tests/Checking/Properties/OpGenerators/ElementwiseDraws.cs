using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Pointwise ops: the samples' attributes and ranges of values in shapes of all ranks, with all kinds of broadcasting, and attributes of their own.</summary>
internal static class ElementwiseDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = OfOneShape().Concat(Broadcasting()).Concat(WithAttributes()).ToDictionary();

    // Ops whose inputs all have the result's shape.
    private static IEnumerable<KeyValuePair<string, Func<Draw, OpSample>>> OfOneShape() =>
        from name in (string[])
        [
            "accumulate", "neg", "abs", "sign", "square", "sqrt", "reciprocal", "exp", "log", "sigmoid", "sigmoid_gradient", "tanh",
            "tanh_gradient", "relu", "relu_gradient", "relu6", "gelu", "gelu_gradient", "silu", "silu_gradient", "hardsigmoid",
            "hardswish", "hardswish_gradient",
        ]
        select Drawing(name, draw =>
        {
            var (sample, shape) = (Sample(draw, name), draw.Shape(0, 4));
            return new(sample.Op, [.. sample.Inputs.Select(input => input! with { Shape = shape })]);
        });

    private static IEnumerable<KeyValuePair<string, Func<Draw, OpSample>>> Broadcasting() =>
        from name in (string[])["add", "sub", "mul", "div", "pow", "maximum", "minimum", "compare", "where"]
        select Drawing(name, draw =>
        {
            var (sample, shape) = (Sample(draw, name), draw.Shape(0, 4));
            return new(sample.Op, [.. sample.Inputs.Select(input => Redrawn(draw, input!, draw.BroadcastTo(shape)))]);
        });

    private static IEnumerable<KeyValuePair<string, Func<Draw, OpSample>>> WithAttributes() =>
    [
        Drawing("affine", draw => new(new AffineOp(draw.OneOf(1, -2.5, 0), draw.OneOf(0, 0.75)), Input(draw))),
        Drawing("pow_scalar", draw =>
        {
            var (exponent, range) = draw.OneOf<(double, (double, double))>((1, (-1, 1)), (2, (-1, 1)), (3, (-1, 1)), (0, (-1, 1)), (-2, (-2, -0.5)), (2.5, (0.2, 2)), (-0.5, (0.2, 2)));
            return new(new PowScalarOp(exponent), Input(draw, range.Item1, range.Item2));
        }),
        Drawing("clamp", draw =>
        {
            var (low, high) = Interval(draw);
            return new(new ClampOp(low, high), Input(draw, kinks: Ends(low, high)));
        }),
        Drawing("gate", draw =>
        {
            var (low, high) = Interval(draw);
            return WithGradient(draw, new GateOp(low, high, draw.Flag()), Ends(low, high));
        }),
        Drawing("leaky_relu", draw => new(new LeakyReluOp(Slope(draw)), Input(draw, kinks: [0]))),
        Drawing("leaky_relu_gradient", draw => WithGradient(draw, new LeakyReluGradientOp(Slope(draw)), [0])),
        Drawing("elu", draw => new(new EluOp(draw.OneOf(1, 0.5, 3)), Input(draw, kinks: [0]))),
        Drawing("elu_gradient", draw => WithGradient(draw, new EluGradientOp(draw.OneOf(1, 0.5, 3)), [0])),
        Drawing("softplus", draw =>
        {
            var (beta, threshold) = Bend(draw);
            return new(new SoftplusOp(beta, threshold), Input(draw, -3, 3, [threshold / beta]));
        }),
        Drawing("softplus_gradient", draw =>
        {
            var (beta, threshold) = Bend(draw);
            return WithGradient(draw, new SoftplusGradientOp(beta, threshold), [threshold / beta]);
        }),
    ];

    private static KeyValuePair<string, Func<Draw, OpSample>> Drawing(string name, Func<Draw, OpSample> draw) => new(name, draw);

    // Those that draw their values; a mask's values may be drawn anew.
    private static OpSample Sample(Draw draw, string name) => draw.OneOf<OpSample>(
        [.. OpRegistry.All.Single(info => info.Name == name).Samples.Where(s => s.Inputs.All(i => i!.Values is null || i.Type == ElementType.Bool))]);

    private static OpInput Redrawn(Draw draw, OpInput input, Shape shape) => input.Type != ElementType.Bool
        ? input with { Shape = shape }
        : draw.Positions(shape, 2) with { Type = ElementType.Bool };

    private static OpInput Input(Draw draw, double low = -1, double high = 1, IReadOnlyList<double>? kinks = null) =>
        new(draw.Shape(0, 4), low, high) { Kinks = kinks ?? [] };

    // dy and x, of one shape.
    private static OpSample WithGradient(Draw draw, Op op, IReadOnlyList<double> kinks)
    {
        var x = Input(draw, kinks: kinks);
        return new(op, new(x.Shape), x);
    }

    private static (double Low, double High) Interval(Draw draw) =>
        (draw.OneOf(double.NegativeInfinity, -0.5, 0), draw.OneOf(double.PositiveInfinity, 0.5, 0.2));

    private static double[] Ends(double low, double high) => [.. new[] { low, high }.Where(double.IsFinite)];

    private static double Slope(Draw draw) => draw.OneOf(0.1, 0, -0.5, 2);

    private static (double Beta, double Threshold) Bend(Draw draw) => (draw.OneOf(1.0, 2, 0.5), draw.OneOf(20.0, 1));
}
