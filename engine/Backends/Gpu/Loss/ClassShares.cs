using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The weighted probability q[c]·weight[c] of each class under a target: q[c] = (1 − smoothing)·[c = target] + smoothing/C (Szegedy et al. 2016, arXiv:1512.00567, §7).</summary>
/// <param name="target">q of the target class.</param>
/// <param name="other">q of every other class.</param>
/// <param name="weight">The classes' weights [C], none for 1.</param>
internal readonly struct ClassShares<V>(V target, V other, ArrayView<V> weight) where V : unmanaged, ILane<V>
{
    /// <summary>q[target]·weight[target].</summary>
    public V OfTarget(long c) => Weighted(target, (int)c);

    /// <summary>q[c]·weight[c].</summary>
    public V Of(int c, long targetClass) => Weighted(c == targetClass ? target : other, c);

    private V Weighted(V share, int c) => weight.IntLength > 0 ? share * weight[c] : share;
}
