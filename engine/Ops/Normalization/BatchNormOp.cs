using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Batch normalization in training (Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1): each channel of x [N, C, *spatial] by its mean and variance over the batch.</summary>
/// <param name="Eps">What is added to the variance.</param>
public sealed record BatchNormOp(double Eps) : NormOp(Eps), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("batch_norm",
        Formula: NormFormula + ", mean and variance per channel",
        Samples:
        [
            new(new BatchNormOp(1e-5), new OpInput([5, 3]), new OpInput([3]), new OpInput([3])),
            new(new BatchNormOp(1e-5), new OpInput([3, 2, 4]), new OpInput([2]), new OpInput([2])),
            new(new BatchNormOp(1e-3), new OpInput([2, 2, 3, 3]), null, null),
            new(new BatchNormOp(1e-5), new OpInput([1, 2, 2, 2, 3]), new OpInput([2]), null),
        ],
        Errors:
        [
            new(new BatchNormOp(1e-5), "more than one value per channel", new OpInput([1, 3, 1, 1]), null, null),
            new(new BatchNormOp(1e-5), "expects [N, C, *spatial]", new OpInput([3]), null, null),
            new(new BatchNormOp(1e-5), "weight is expected to be [3]; got [4]", new OpInput([2, 3, 2]), new OpInput([4]), null),
            new(new BatchNormOp(1e-5), "bias is expected to be [3]; got [2]", new OpInput([2, 3, 2]), null, new OpInput([2])),
        ])
    {
        Inputs = ["x", "weight", "bias"],
        Tolerance = 1e-4,
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var shapes = base.InferShapes(inputs);
        return Geometry(shapes[0]).Count > 1
            ? shapes
            : throw new ShapeException($"in training there must be more than one value per channel, or the variance is 0; got x {shapes[0]}; use a larger batch or call Eval()");
    }

    /// <inheritdoc/>
    internal override NormGeometry Geometry(Shape x) => NormGeometry.Batch(x);

    /// <inheritdoc/>
    internal override Shape WeightShape(Shape x) => [x[1]];
}

/// <summary>Batch normalization in training.</summary>
public static class BatchNormExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] normalized per channel; also returns the batch's mean [C] and biased variance [C], for running statistics.</summary>
        /// <param name="weight">The scale per channel [C], or none.</param>
        /// <param name="bias">The shift per channel [C], or none.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <exception cref="ShapeException">x has fewer than two dimensions or one value per channel, or weight or bias is not [C].</exception>
        public (Tensor Y, Tensor Mean, Tensor Variance) BatchNorm(Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
        {
            var results = Dispatcher.Run(new BatchNormOp(eps), x, weight, bias);
            return (results[0], results[1], results[2]);
        }
    }
}
