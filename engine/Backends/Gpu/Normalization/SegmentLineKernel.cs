using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What dx needs to know of each g, a thread a g, from its segments' sums: segment (a, g, p) is number (a·G + g)·P + p.</summary>
internal readonly struct SegmentLineKernel<V>(
    ArrayView<GradientSums<V>> sums, ArrayView<V> inverse, ArrayView<V> weight, GradientTargets<V> targets, int a, int g, int weightGroups, int perGroup) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 128;

    /// <inheritdoc/>
    public void Run()
    {
        var group = Grid.GlobalIndex.X;
        if (group >= g) return;
        var (gradient, product, k) = (V.Of(0), V.Of(0), group % weightGroups * perGroup);
        for (var outer = 0; outer < a; outer++)
            for (var p = 0; p < perGroup; p++)
            {
                var sum = sums[(outer * g + group) * perGroup + p];
                var w = weight.IntLength > 0 ? weight[k + p] : V.Of(1);
                gradient = V.Fma(w, sum.Gradient, gradient);
                product = V.Fma(w, sum.Product, product);
            }
        targets.WriteLine(group, inverse[group], gradient, product);
    }
}
