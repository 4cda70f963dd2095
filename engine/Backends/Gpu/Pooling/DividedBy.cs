namespace NeuralCore.Backends.Gpu;

/// <summary>y = x / divisor: the average of a sum.</summary>
internal readonly struct DividedBy(double divisor) : IUnary
{
    /// <inheritdoc/>
    public V Invoke<V>(V x) where V : unmanaged, ILane<V> => x / V.Of(divisor);
}
