using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Σ dy and Σ dy·x̂ of each segment, a stretch of x that shares statistics and weight; <see cref="SegmentLineKernel{V}"/> and <see cref="SegmentWeightKernel{V}"/> add them up.</summary>
/// <param name="operands">What is read.</param>
/// <param name="sums">The result [segments].</param>
/// <param name="perGroup">The segments of one (a, g), one after another.</param>
/// <param name="groups">After how many g those of the next a follow: G.</param>
internal readonly struct SegmentGradientRule<V>(GradientOperands<V> operands, ArrayView<GradientSums<V>> sums, int perGroup, int groups)
    : IGroupRule<GradientSums<V>>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public GradientSums<V> Gather(int segment, GroupWalk walk) => operands.Gather(segment / perGroup % groups, walk);

    /// <inheritdoc/>
    public void Finish(int segment, GradientSums<V> whole) =>
        sums[segment] = new(whole.Gradient, operands.Inverse[segment / perGroup % groups] * whole.Product);
}
