namespace NeuralCore.Backends.Gpu;

/// <summary>y = x: nothing follows.</summary>
internal readonly struct Unchanged : IUnary
{
    /// <inheritdoc/>
    public V Invoke<V>(V x) where V : unmanaged, ILane<V> => x;
}
