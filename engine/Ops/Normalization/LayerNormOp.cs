using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Layer normalization (Ba et al. 2016, arXiv:1607.06450): the last dimensions of x [*, *normalized] by their own mean and variance.</summary>
/// <param name="Normalized">The extents of the dimensions that are normalized, and of weight and bias.</param>
/// <param name="Eps">What is added to the variance.</param>
public sealed record LayerNormOp(Shape Normalized, double Eps = 1e-5) : NormOp(Eps), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("layer_norm",
        Formula: NormFormula + ", mean and variance over the last dimensions",
        Samples:
        [
            new(new LayerNormOp([5]), new OpInput([2, 3, 5]), new OpInput([5]), new OpInput([5])),
            new(new LayerNormOp([2, 3]), new OpInput([3, 2, 3]), new OpInput([2, 3]), new OpInput([2, 3])),
            new(new LayerNormOp([4]), new OpInput([4]), null, null),
        ],
        Errors:
        [
            new(new LayerNormOp([5]), "expects an input that ends in it; got x [2, 4]", new OpInput([2, 4]), null, null),
            new(new LayerNormOp([4]), "bias is expected to be [4]; got [2, 4]", new OpInput([2, 4]), null, new OpInput([2, 4])),
        ])
    {
        Inputs = ["x", "weight", "bias"],
        Tolerance = 1e-4,
    };

    /// <inheritdoc/>
    internal override NormGeometry Geometry(Shape x) => NormGeometry.Layer(x, Normalized);

    /// <inheritdoc/>
    internal override Shape WeightShape(Shape x) => Normalized;
}

/// <summary>Layer normalization.</summary>
public static class LayerNormExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*, *normalized] normalized over its last dimensions.</summary>
        /// <param name="normalized">The extents of those dimensions.</param>
        /// <param name="weight">The scale [*normalized], or none.</param>
        /// <param name="bias">The shift [*normalized], or none.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <exception cref="ShapeException">x does not end in the normalized extents, or weight or bias is of another shape.</exception>
        public Tensor LayerNorm(Shape normalized, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
            Dispatcher.Apply(new LayerNormOp(normalized, eps), x, weight, bias);
    }
}
