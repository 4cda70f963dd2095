using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Normalizations of [N, C, *spatial], with and without weight and bias, and dropout.</summary>
internal static class NormalizationDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["batch_norm"] = draw => Normalized(draw, Batch(draw)),
        ["group_norm"] = draw => Normalized(draw, Group(draw)),
        ["layer_norm"] = draw => Normalized(draw, Layer(draw)),
        ["norm_gradient"] = draw =>
        {
            var (norm, x) = draw.OneOf<Func<Draw, (NormOp, Shape)>>(Batch, Group, Layer)(draw);
            Shape statistics = [norm.Geometry(x).G];
            return new(new NormGradientOp(norm), new(x), new(x), new(statistics), new(statistics, 0.5, 2), draw.Optional(norm.WeightShape(x)));
        },
        ["batch_norm_inference"] = draw =>
        {
            var x = draw.Shape(2, 5);
            Shape channels = [x[1]];
            return new(
                new BatchNormInferenceOp(Eps(draw)), new(x), new(channels), new(channels, 0.5, 2), draw.Optional(channels), draw.Optional(channels));
        },
        ["local_response_norm"] = draw =>
        {
            Shape x = [draw.Int(1, 2), draw.Int(1, 6), .. draw.Shape(0, 3, 2)];
            return new(
                new LocalResponseNormOp(draw.Int(1, 7), draw.OneOf(1.0, 0.1), draw.OneOf(1.0, 0.75, 2), draw.OneOf(1.0, 0.5)), new OpInput(x));
        },
        ["dropout"] = draw => new(
            new DropoutOp(draw.OneOf(0, 0.4, 0.9, 1), new(draw.Seed(), 2, (ulong)draw.Any(100))), new OpInput(draw.Shape(0, 4))),
    };

    private static OpSample Normalized(Draw draw, (NormOp Op, Shape X) drawn)
    {
        var weight = drawn.Op.WeightShape(drawn.X);
        return new(drawn.Op, new(drawn.X), draw.Optional(weight), draw.Optional(weight));
    }

    // More than one value in each channel.
    private static (NormOp Op, Shape X) Batch(Draw draw)
    {
        var x = draw.Shape(2, 5);
        return (new BatchNormOp(Eps(draw)), x.Count > x[1] ? x : x.With(0, 2));
    }

    private static (NormOp Op, Shape X) Group(Draw draw)
    {
        var (groups, channels) = (draw.Int(1, 3), draw.Int(1, 3));
        return (new GroupNormOp(groups, Eps(draw)), [draw.Int(1, 2), groups * channels, .. draw.Shape(0, 3, 2)]);
    }

    private static (NormOp Op, Shape X) Layer(Draw draw)
    {
        var x = draw.Shape(1, 4);
        return (new LayerNormOp(x[draw.Int(0, x.Rank - 1)..], Eps(draw)), x);
    }

    private static double Eps(Draw draw) => draw.OneOf(1e-5, 1e-3);
}
