using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Batch normalization by given statistics: each channel of x [N, C, *spatial] by mean [C] and variance [C], then optional weight [C] and bias [C].</summary>
/// <param name="Eps">What is added to the variance.</param>
public sealed record BatchNormInferenceOp(double Eps) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("batch_norm_inference",
        Formula: "y = (x − mean) / √(variance + eps) · weight + bias, all given per channel",
        Samples:
        [
            new(new BatchNormInferenceOp(1e-5), new OpInput([4, 3]), new OpInput([3]), new OpInput([3], 0.5, 2), new OpInput([3]), new OpInput([3])),
            new(new BatchNormInferenceOp(1e-3), new OpInput([2, 2, 3, 2]), new OpInput([2]), new OpInput([2], 0.5, 2), null, null),
            new(new BatchNormInferenceOp(1e-5), new OpInput([1, 3, 1]), new OpInput([3]), new OpInput([3], 0.5, 2), new OpInput([3]), null),
            new(new BatchNormInferenceOp(1e-5), new OpInput([2, 1, 2, 1, 3]), new OpInput([1]), new OpInput([1], 0.5, 2), null, new OpInput([1])),
        ],
        Errors:
        [
            new(new BatchNormInferenceOp(1e-5), "mean is expected to be [3]; got [2]", new OpInput([4, 3]), new OpInput([2]), new OpInput([3]), null, null),
            new(new BatchNormInferenceOp(1e-5), "weight is expected to be [3]; got [1]", new OpInput([4, 3]), new OpInput([3]), new OpInput([3]), new OpInput([1]), null),
            new(new BatchNormInferenceOp(1e-5), "expects [N, C, *spatial]", new OpInput([3]), new OpInput([3]), new OpInput([3]), null, null),
        ])
    {
        Inputs = ["x", "mean", "variance", "weight", "bias"],
        Tolerance = 1e-4,
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        var channels = new Shape(NormGeometry.Batch(x).G);
        for (var i = 1; i < inputs.Length; i++) NormOp.CheckWeight(Info.Inputs[i], inputs[i], channels);
        return [x];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, mean, variance, weight, bias) = (inputs[0]!, inputs[1]!, inputs[2]!, inputs[3], inputs[4]);
        saved.Save(x, mean, variance, weight);
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.Normalize(x.View, mean.View, variance.View, weight?.View, bias?.View, y.View, Eps, NormGeometry.Batch(x.Shape));
        return [y];
    }

    /// <inheritdoc/>
    internal override bool MayPend(ReadOnlySpan<Tensor?> inputs) => inputs[0]!.Backend.FusesNormalization;

    /// <inheritdoc/>
    internal override Tensor?[] Begin(Saved saved, ReadOnlySpan<Tensor?> inputs, int results)
    {
        saved.Save(inputs[..4]);
        return [null];
    }

    /// <inheritdoc/>
    internal override Tensor[] Finish(Saved saved, Tensor?[] inputs, Tensor[] begun) => Forward(Saved.Nothing, inputs);

    /// <inheritdoc/>
    internal override Tensor FinishThen<F>(F f, Tensor?[] inputs, Tensor[] begun)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.NormalizeThen(
            f, x.View, inputs[1]!.View, inputs[2]!.View, inputs[3]?.View, inputs[4]?.View, y.View, Eps, NormGeometry.Batch(x.Shape));
        return y;
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (shape, channels) = (saved[0].Shape, saved[1].Shape);
        var view = new NormView(NormGeometry.Batch(shape));
        Tensor dy = view.Data(dys[0]!), r = (view.Statistic(saved[2]) + Eps).Pow(-0.5);
        var slope = saved.Optional(3) is { } weight ? view.Statistic(weight) * r : r;
        var sum = needs[1] || needs[4] ? view.SumPerStatistic(dy) : null;
        var dot = needs[2] || needs[3] ? view.SumPerStatistic(dy * (view.Data(saved[0]) - view.Statistic(saved[1]))) : null;
        return
        [
            needs[0] ? (dy * slope).Reshape(shape) : null,
            needs[1] ? (-1 * slope * sum!).Reshape(channels) : null,
            needs[2] ? (-0.5 * r * r * slope * dot!).Reshape(channels) : null,
            needs[3] ? (r * dot!).Reshape(channels) : null,
            needs[4] ? sum!.Reshape(channels) : null,
        ];
    }
}

/// <summary>Batch normalization in evaluation.</summary>
public static class BatchNormInferenceExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] normalized per channel by given statistics.</summary>
        /// <param name="mean">The mean per channel [C].</param>
        /// <param name="variance">The variance per channel [C].</param>
        /// <param name="weight">The scale per channel [C], or none.</param>
        /// <param name="bias">The shift per channel [C], or none.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <exception cref="ShapeException">x has fewer than two dimensions, or another tensor is not [C].</exception>
        public Tensor BatchNormInference(Tensor mean, Tensor variance, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
            Dispatcher.Apply(new BatchNormInferenceOp(eps), x, mean, variance, weight, bias);
    }
}
