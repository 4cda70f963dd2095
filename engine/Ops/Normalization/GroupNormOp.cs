using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Group normalization (Wu and He 2018, arXiv:1803.08494): the channels of each sample of x [N, C, *spatial] in groups, each by its own mean and variance.</summary>
/// <param name="Groups">Into how many groups the channels fall; 1 normalizes a whole sample, C each channel on its own.</param>
/// <param name="Eps">What is added to the variance.</param>
public sealed record GroupNormOp(int Groups, double Eps = 1e-5) : NormOp(Eps), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("group_norm",
        Formula: NormFormula + ", mean and variance per sample and group of channels",
        Samples:
        [
            new(new GroupNormOp(2), new OpInput([2, 4, 3]), new OpInput([4]), new OpInput([4])),
            new(new GroupNormOp(3), new OpInput([1, 3, 2, 3]), null, null),
            new(new GroupNormOp(1), new OpInput([2, 6]), new OpInput([6]), new OpInput([6])),
        ],
        Errors:
        [
            new(new GroupNormOp(3), "3 groups do not divide 4 channels", new OpInput([2, 4, 3]), null, null),
            new(new GroupNormOp(2), "weight is expected to be [4]; got [2]", new OpInput([2, 4, 3]), new OpInput([2]), null),
        ])
    {
        Inputs = ["x", "weight", "bias"],
        Tolerance = 1e-4,
    };

    /// <inheritdoc/>
    internal override NormGeometry Geometry(Shape x) => NormGeometry.Group(x, Groups);

    /// <inheritdoc/>
    internal override Shape WeightShape(Shape x) => [x[1]];
}

/// <summary>Group normalization.</summary>
public static class GroupNormExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] normalized per sample and group of channels.</summary>
        /// <param name="groups">Into how many groups the channels fall.</param>
        /// <param name="weight">The scale per channel [C], or none.</param>
        /// <param name="bias">The shift per channel [C], or none.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <exception cref="ShapeException">The groups do not divide the channels, or weight or bias is not [C].</exception>
        public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
            Dispatcher.Apply(new GroupNormOp(groups, eps), x, weight, bias);
    }
}
