namespace NeuralCore.Backends.Gpu;

/// <summary>The reduction of results that were reduced before, piece by piece.</summary>
internal readonly struct Joining<R>(R reduction) : IReduction where R : struct, IReduction
{
    /// <inheritdoc/>
    public double Seed => reduction.Seed;

    /// <inheritdoc/>
    public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => reduction.Merge(accumulator, x);

    /// <inheritdoc/>
    public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => reduction.Merge(a, b);
}
