using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What the gradients of a normalization need to know of some elements: the sum of their gradients D, and of D·(x − mean) or D·x̂.</summary>
internal readonly struct GradientSums<V>(V gradient, V product) : IGathered<GradientSums<V>> where V : unmanaged, ILane<V>
{
    /// <summary>Σ D.</summary>
    public readonly V Gradient = gradient;

    /// <summary>Σ D·(x − mean), or Σ D·x̂.</summary>
    public readonly V Product = product;

    /// <summary>With one element more.</summary>
    public GradientSums<V> Add(V d, V x) => new(Gradient + d, V.Fma(d, x, Product));

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
        var (centre, sums) = (Mean[g], default(GradientSums<V>));
        while (walk.Left >= 4)
        {
            // Four of each are on their way at once; one after another would wait for memory four times as often.
            var (i0, i1, i2, i3) = (walk.Take(), walk.Take(), walk.Take(), walk.Take());
            var (d0, d1, d2, d3) = (Dy[i0], Dy[i1], Dy[i2], Dy[i3]);
            var (x0, x1, x2, x3) = (X[i0], X[i1], X[i2], X[i3]);
            sums = sums.Add(d0, x0 - centre).Add(d1, x1 - centre).Add(d2, x2 - centre).Add(d3, x3 - centre);
        }
        for (; walk.Left > 0; walk.Next()) sums = sums.Add(Dy[walk.Offset], X[walk.Offset] - centre);
        return sums;
    }
}
