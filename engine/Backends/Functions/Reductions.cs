namespace NeuralCore.Backends;

/// <summary>Σ x.</summary>
public readonly struct Sum : IReduction
{
    /// <inheritdoc/>
    public double Seed => 0;

    /// <inheritdoc/>
    public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => accumulator + x;

    /// <inheritdoc/>
    public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
}

/// <summary>max x; NaN if any is.</summary>
public readonly struct Maximum : IReduction
{
    /// <inheritdoc/>
    public double Seed => double.NegativeInfinity;

    /// <inheritdoc/>
    public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => V.Max(accumulator, x);

    /// <inheritdoc/>
    public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => V.Max(a, b);
}

/// <summary>min x; NaN if any is.</summary>
public readonly struct Minimum : IReduction
{
    /// <inheritdoc/>
    public double Seed => double.PositiveInfinity;

    /// <inheritdoc/>
    public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => V.Min(accumulator, x);

    /// <inheritdoc/>
    public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => V.Min(a, b);
}
