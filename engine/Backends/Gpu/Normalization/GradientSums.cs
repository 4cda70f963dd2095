using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What the gradients of a normalization need to know of some elements: the sum of their gradients D, and of D·(x − mean) or D·x̂.</summary>
internal readonly struct GradientSums<V>(V gradient, V product) : IGathered<GradientSums<V>> where V : unmanaged, ILane<V>
{
    /// <summary>Σ D.</summary>
    public readonly V Gradient = gradient;

    /// <summary>Σ D·(x − mean), or Σ D·x̂.</summary>
    public readonly V Product = product;

    /// <inheritdoc/>
    public GradientSums<V> Join(GradientSums<V> other) => new(Gradient + other.Gradient, Product + other.Product);
}

/// <summary>The operands of a normalization's gradient that the reductions read: dy and x [A, G, B], mean and r = 1/√(variance + eps) [G].</summary>
internal readonly struct GradientOperands<V>(ArrayView<V> dy, ArrayView<V> x, ArrayView<V> mean, ArrayView<V> inverse)
    where V : unmanaged, ILane<V>
{
    /// <summary>dy.</summary>
    public readonly ArrayView<V> Dy = dy;

    /// <summary>x.</summary>
    public readonly ArrayView<V> X = x;

    /// <summary>mean.</summary>
    public readonly ArrayView<V> Mean = mean;

    /// <summary>r.</summary>
    public readonly ArrayView<V> Inverse = inverse;

    /// <summary>Σ dy and Σ dy·(x − mean) of elements that share their mean.</summary>
    public GradientSums<V> Gather(int g, GroupWalk walk)
    {
        var (centre, sum, product) = (Mean[g], V.Of(0), V.Of(0));
        for (; walk.Left > 0; walk.Next())
        {
            var d = Dy[walk.Offset];
            sum += d;
            product = V.Fma(d, X[walk.Offset] - centre, product);
        }
        return new(sum, product);
    }
}
