namespace NeuralCore.Backends.Gpu;

/// <summary>1 / √(v + eps), the factor that makes a variance 1.</summary>
internal readonly struct InverseRoot(double eps) : IUnary
{
    /// <inheritdoc/>
    public V Invoke<V>(V v) where V : unmanaged, ILane<V> => V.Of(1) / V.Sqrt(v + V.Of(eps));
}
