using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>What a strided copy does with an element: put it there, or add it.</summary>
internal interface IGpuMove<E> where E : unmanaged
{
    /// <summary>Moves an element to a place of the target.</summary>
    static abstract void To(ArrayView<E> target, int i, E value);
}

/// <summary>target = source.</summary>
internal readonly struct GpuAssign<E> : IGpuMove<E> where E : unmanaged
{
    public static void To(ArrayView<E> target, int i, E value) => target[i] = value;
}

/// <summary>target += source.</summary>
internal readonly struct GpuAccumulate<V> : IGpuMove<V> where V : unmanaged, ILane<V>
{
    public static void To(ArrayView<V> target, int i, V value) => target[i] += value;
}
