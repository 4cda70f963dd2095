namespace NeuralCore.Backends.Gpu;

/// <summary>The number, mean and summed squared deviation of some elements.</summary>
internal readonly struct Moments<V>(V count, V mean, V deviation) : IGathered<Moments<V>> where V : unmanaged, ILane<V>
{
    /// <summary>How many elements.</summary>
    public readonly V Count = count;

    /// <summary>Their mean.</summary>
    public readonly V Mean = mean;

    /// <summary>Σ (x − mean)².</summary>
    public readonly V Deviation = deviation;

    /// <summary>Nothing: four numbers make a size that divides 256, as <see cref="GpuStorage.Structs{S}"/> wants it.</summary>
    public readonly V Padding = default;

    /// <summary>Of the elements of both: the pairwise update of Chan, Golub and LeVeque 1983 (The American Statistician 37, p. 243).</summary>
    public Moments<V> Join(Moments<V> other)
    {
        // An empty side takes no part; the order of the last product keeps an overflow out of it.
        var count = Count + other.Count;
        var share = V.SelectGreater(other.Count, V.Of(0), other.Count / V.Max(count, V.Of(1)), V.Of(0));
        var difference = other.Mean - Mean;
        var shift = difference * share;
        return new(count, Mean + shift, Deviation + other.Deviation + difference * Count * shift);
    }
}
