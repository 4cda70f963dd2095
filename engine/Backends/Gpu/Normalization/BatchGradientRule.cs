using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The gradient where each g has a weight to itself (batch normalization): one pass gives all.</summary>
internal readonly struct BatchGradientRule<V>(GradientOperands<V> operands, ArrayView<V> weight, GradientTargets<V> targets) : IGroupRule<GradientSums<V>>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public GradientSums<V> Gather(int g, GroupWalk walk) => operands.Gather(g, walk);

    /// <inheritdoc/>
    public void Finish(int g, GradientSums<V> whole)
    {
        var r = operands.Inverse[g];
        var product = r * whole.Product;
        var w = weight.IntLength > 0 ? weight[g] : V.Of(1);
        targets.WriteLine(g, r, w * whole.Gradient, w * product);
        targets.WriteWeight(g, product, whole.Gradient);
    }
}
