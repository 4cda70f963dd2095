using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dw = Σ dy·x̂ and db = Σ dy, a thread a weight, from the segments' sums: those of weight k are k, k + weights, k + 2·weights, …</summary>
/// <remarks>With G a multiple of the weight groups W, segment (a·G + g)·P + p has the weight (g mod W)·P + p: its number modulo W·P.</remarks>
internal readonly struct SegmentWeightKernel<V>(ArrayView<GradientSums<V>> sums, GradientTargets<V> targets, int weights) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 128;

    /// <inheritdoc/>
    public void Run()
    {
        var k = Grid.GlobalIndex.X;
        if (k >= weights) return;
        var sum = default(GradientSums<V>);
        for (var i = k; i < sums.IntLength; i += weights) sum = sum.Join(sums[i]);
        targets.WriteWeight(k, sum.Product, sum.Gradient);
    }
}
