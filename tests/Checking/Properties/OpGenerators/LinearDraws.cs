using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Matrix products with batches that broadcast, and linear maps of the last dimension.</summary>
internal static class LinearDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["linear"] = draw =>
        {
            var x = draw.Shape(1, 4);
            var features = draw.Int(1, 4);
            return new(new LinearOp(), new(x), new([features, x[^1]]), draw.Optional([features]));
        },
        ["matmul"] = draw =>
        {
            var batch = draw.Shape(0, 3, 3);
            var (m, n, k) = (draw.Int(1, 4), draw.Int(1, 4), draw.Int(1, 4));
            var (transposeA, transposeB) = (draw.Flag(), draw.Flag());
            return new(
                new MatMulOp(transposeA, transposeB),
                new(draw.BroadcastTo(batch).Concat(transposeA ? [k, m] : [m, k])),
                new OpInput(draw.BroadcastTo(batch).Concat(transposeB ? [n, k] : [k, n])));
        },
    };
}
