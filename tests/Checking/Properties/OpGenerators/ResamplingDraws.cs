using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Resampling of one dimension, larger and smaller, by extents or by a factor.</summary>
internal static class ResamplingDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["resample"] = draw =>
        {
            var (op, x) = Resampling(draw);
            return new(op, new OpInput(x));
        },
        ["resample_adjoint"] = draw =>
        {
            var (op, x) = Resampling(draw);
            return new(new ResampleAdjointOp(op, x[op.Dim]), new OpInput(x.With(op.Dim, op.Length)));
        },
    };

    private static (ResampleOp Op, Shape X) Resampling(Draw draw)
    {
        var x = draw.Shape(1, 4, 5);
        var dim = draw.Dim(x.Rank);
        var (mode, alignCorners, factor) = (draw.OneOf(Interpolation.Nearest, Interpolation.Linear), draw.Flag(), draw.OneOf(0, 1.5, 0.6, 2));
        var length = factor == 0 ? draw.Int(1, 7) : Math.Max(1, (int)(x[dim] * factor));
        return (new(dim, length, mode, alignCorners, factor), x);
    }
}
