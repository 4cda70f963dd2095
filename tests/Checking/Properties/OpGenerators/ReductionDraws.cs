using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Reductions over any dimensions, named from either end, kept or dropped.</summary>
internal static class ReductionDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["sum"] = draw => Reduction(draw, (dims, keep) => new SumOp(dims, keep)),
        ["mean"] = draw => Reduction(draw, (dims, keep) => new MeanOp(dims, keep)),
        ["amax"] = draw => Reduction(draw, (dims, keep) => new AMaxOp(dims, keep), distinct: true),
        ["amin"] = draw => Reduction(draw, (dims, keep) => new AMinOp(dims, keep), distinct: true),
        ["argmax"] = draw =>
        {
            var x = draw.Shape(1, 4);
            return new(new ArgMaxOp(draw.Dim(x.Rank), draw.Flag()), new OpInput(x) { Distinct = true });
        },
        ["var"] = draw =>
        {
            var x = draw.Shape(1, 4);
            var dims = draw.Dims(x.Rank);

            // The unbiased variance of a single number is 0 / 0.
            var unbiased = x.Count > dims.Keep(x).Count && draw.Flag();
            return new(new VarOp(dims, unbiased, draw.Flag()), new OpInput(x));
        },
        ["sum_to"] = draw =>
        {
            var x = draw.Shape(0, 4);
            return new(new SumToOp(draw.BroadcastTo(x)), new OpInput(x));
        },
    };

    private static OpSample Reduction(Draw draw, Func<Dims, bool, Op> op, bool distinct = false)
    {
        var x = draw.Shape(0, 4);
        return new(op(draw.Dims(x.Rank), draw.Flag()), new OpInput(x) { Distinct = distinct });
    }
}
