using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dw = Σ dy·x̂ and db = Σ dy where every element of a g has a weight of its own: x [A, G, B] is seen as a matrix [rows, weights].</summary>
/// <remarks>With G a multiple of the weight groups W, element (a·G + g)·B + b has the weight (g mod W)·B + b: its place modulo W·B, so that row j of column k belongs to g = (j·W + k / B) mod G.</remarks>
internal readonly struct ColumnGradientRule<V>(GradientOperands<V> operands, GradientTargets<V> targets, int b, int weightGroups, int groups)
    : IGroupRule<GradientSums<V>>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public GradientSums<V> Gather(int k, GroupWalk walk)
    {
        var (sums, first) = (default(GradientSums<V>), k / b);
        for (; walk.Left > 0; walk.Next())
        {
            var g = first + walk.A * weightGroups;
            for (; g >= groups; g -= groups) first -= groups;
            sums = sums.Add(operands.Dy[walk.Offset], (operands.X[walk.Offset] - operands.Mean[g]) * operands.Inverse[g]);
        }
        return sums;
    }

    /// <inheritdoc/>
    public void Finish(int k, GradientSums<V> whole) => targets.WriteWeight(k, whole.Product, whole.Gradient);
}
