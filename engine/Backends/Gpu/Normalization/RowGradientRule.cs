using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What dx needs to know of each g where every element of it has a weight of its own (layer normalization).</summary>
/// <param name="operands">What is read.</param>
/// <param name="weight">The weights; number (g mod weightGroups)·weightsPerGroup + b is that of element (a, g, b).</param>
/// <param name="targets">Where the result goes.</param>
/// <param name="weightGroups">After how many g the weights repeat.</param>
/// <param name="weightsPerGroup">B.</param>
internal readonly struct RowGradientRule<V>(
    GradientOperands<V> operands, ArrayView<V> weight, GradientTargets<V> targets, int weightGroups, int weightsPerGroup) : IGroupRule<GradientSums<V>>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public GradientSums<V> Gather(int g, GroupWalk walk)
    {
        if (weight.IntLength == 0) return operands.Gather(g, walk);
        var (centre, sums, first) = (operands.Mean[g], default(GradientSums<V>), g % weightGroups * weightsPerGroup);
        for (; walk.Left > 0; walk.Next())
            sums = sums.Add(operands.Dy[walk.Offset] * weight[first + walk.B], operands.X[walk.Offset] - centre);
        return sums;
    }

    /// <inheritdoc/>
    public void Finish(int g, GradientSums<V> whole) =>
        targets.WriteLine(g, operands.Inverse[g], whole.Gradient, operands.Inverse[g] * whole.Product);
}
