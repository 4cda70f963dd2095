using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The gradient of a normalization as one fused operation: dy, x, mean, variance and the optional weight give (dx, dw, db).</summary>
/// <remarks>
/// With x̂ = (x − mean)·r, r = (variance + eps)^(−1/2), D = dy·weight and E the mean over a group, the result is
/// dx = r·(D − E[D] − x̂·E[D·x̂]), which contains the way through the statistics (Ioffe and Szegedy 2015,
/// arXiv:1502.03167, §3). Its own backward treats all five inputs as independent and is composed of elementary ops.
/// </remarks>
/// <param name="Norm">The normalization.</param>
public sealed record NormGradientOp(NormOp Norm) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("norm_gradient",
        Formula: "dx = r·(D − E[D] − x̂·E[D·x̂]) where D = dy·weight, r = 1/√(variance + eps); dw = Σ dy·x̂; db = Σ dy",
        Samples:
        [
            new(new NormGradientOp(new BatchNormOp(1e-5)), new OpInput([4, 2]), new OpInput([4, 2]), new OpInput([2]), new OpInput([2], 0.5, 2), new OpInput([2])),
            new(new NormGradientOp(new BatchNormOp(1e-2)), new OpInput([2, 3, 3]), new OpInput([2, 3, 3]), new OpInput([3]), new OpInput([3], 0.5, 2), null),
            new(new NormGradientOp(new GroupNormOp(2)), new OpInput([2, 4, 3]), new OpInput([2, 4, 3]), new OpInput([4]), new OpInput([4], 0.5, 2), new OpInput([4])),
            new(new NormGradientOp(new LayerNormOp([5])), new OpInput([3, 5]), new OpInput([3, 5]), new OpInput([3]), new OpInput([3], 0.5, 2), new OpInput([5])),
        ],
        Errors: [new(new NormGradientOp(new BatchNormOp(1e-5)), "dy and x need the same shape; got dy [4, 2], x [4, 3]", new OpInput([4, 2]), new OpInput([4, 3]), new OpInput([3]), new OpInput([3], 0.5, 2), null)])
    {
        Inputs = ["dy", "x", "mean", "variance", "weight"],
        Tolerance = 1e-4,
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, x) = (inputs[0]!.Shape, inputs[1]!.Shape);
        if (dy != x) throw new ShapeException($"dy and x need the same shape; got dy {dy}, x {x}");
        var (groups, weight) = (new Shape(Norm.Geometry(x).G), Norm.WeightShape(x));
        NormOp.CheckWeight("mean", inputs[2], groups);
        NormOp.CheckWeight("variance", inputs[3], groups);
        NormOp.CheckWeight("weight", inputs[4], weight);
        return [x, weight, weight];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, x, mean, variance, weight) = (inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, inputs[4]);
        saved.Save(inputs);
        var shape = Norm.WeightShape(x.Shape);
        var (dx, dw, db) = (Tensor.EmptyLike(x, x.Shape), Tensor.EmptyLike(x, shape), Tensor.EmptyLike(x, shape));
        x.Backend.NormalizeGradient(
            dy.View, x.View, mean.View, variance.View, weight?.View, dx.View, dw.View, db.View, Norm.Eps, Norm.Geometry(x.Shape));
        return [dx, dw, db];
    }

    // L = Σ gx·dx + Σ gw·dw + Σ gb·db. P(v) = v − E[v] − x̂·E[v·x̂] is symmetric, so that dL/dD = r·P(gx); through x̂,
    // h = dL/dx̂ = gw·dy − r·(gx·E[D·x̂] + D·E[gx·x̂]); x̂ then depends on x and mean with slope ±r, and r on the
    // variance with dr/dv = −r³/2.
    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var like = saved[1];
        var weightShape = Norm.WeightShape(like.Shape);
        var view = new NormView(Norm.Geometry(like.Shape));
        var gx = view.Data(dys[0] ?? Zeros(like.Shape));
        var gw = view.Weight(dys[1] ?? Zeros(weightShape));
        var gb = view.Weight(dys[2] ?? Zeros(weightShape));
        var (dy, x) = (view.Data(saved[0]), view.Data(like));
        var weight = saved.Optional(4) is { } w ? view.Weight(w) : null;

        var r = (view.Statistic(saved[3]) + Norm.Eps).Pow(-0.5);
        var normalized = (x - view.Statistic(saved[2])) * r;
        var d = Weighted(dy);
        Tensor meanOfDot = view.Mean(d * normalized), meanOfGDot = view.Mean(gx * normalized);
        var q = r * (gx - view.Mean(gx) - normalized * meanOfGDot);
        var h = gw * dy - r * (gx * meanOfDot + d * meanOfGDot);

        return
        [
            needs[0] ? (Weighted(q) + gw * normalized + gb).Reshape(like.Shape) : null,
            needs[1] ? (h * r).Reshape(like.Shape) : null,
            needs[2] ? (-1 * view.SumPerStatistic(h) * r).Reshape(saved[2].Shape) : null,
            needs[3] ? (-0.5 * r * r * view.SumPerStatistic(q * d + h * normalized)).Reshape(saved[3].Shape) : null,
            needs[4] ? view.SumPerWeight(dy * q).Reshape(weightShape) : null,
        ];

        Tensor Weighted(Tensor v) => weight is null ? v : v * weight;
        Tensor Zeros(Shape shape) => Tensor.Zeros(shape, like.Type, like.Device);
    }
}
