namespace NeuralCore.Backends.Gpu;

/// <summary>The sums of three neighbouring taps.</summary>
internal readonly struct TapSums<V>(V a, V b, V c) : IGathered<TapSums<V>> where V : unmanaged, ILane<V>
{
    /// <summary>The taps of one value.</summary>
    public const int Taps = 3;

    /// <summary>The first tap's.</summary>
    public readonly V A = a;

    /// <summary>The second tap's.</summary>
    public readonly V B = b;

    /// <summary>The third tap's.</summary>
    public readonly V C = c;

    /// <summary>Nothing: four numbers make a size that divides 256, as <see cref="GpuStorage.Structs{S}"/> wants it.</summary>
    public readonly V Padding = default;

    /// <inheritdoc/>
    public TapSums<V> Join(TapSums<V> other) => new(A + other.A, B + other.B, C + other.C);
}
