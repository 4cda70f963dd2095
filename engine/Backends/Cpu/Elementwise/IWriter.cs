using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>How a kernel writes what it computed.</summary>
internal unsafe interface IWriter
{
    /// <summary>How many elements to write one by one before whole lanes can follow.</summary>
    static abstract int Lead<T, V>(T* target) where T : unmanaged where V : unmanaged, IVector<V, T>;

    /// <summary>Writes a whole lane.</summary>
    static abstract void Store<T, V>(V value, T* target) where T : unmanaged where V : unmanaged, IVector<V, T>;
}

/// <summary>As usual: the result stays in the caches for the next kernel.</summary>
internal readonly unsafe struct ThroughCache : IWriter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Lead<T, V>(T* target) where T : unmanaged where V : unmanaged, IVector<V, T> => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V>(V value, T* target) where T : unmanaged where V : unmanaged, IVector<V, T> => V.Store(value, target);
}

/// <summary>Straight to memory, for results larger than the caches: it spares the processor reading each line before it is overwritten (measured: ReLU of 72 MB in half the time).</summary>
internal readonly unsafe struct PastCache : IWriter
{
    private const long LeastBytes = 16 << 20;

    /// <summary>Whether a result is large enough, and no operand's memory too.</summary>
    public static bool Suits<T>(T* result, long count, T* a, T* b = null, T* c = null) where T : unmanaged =>
        count * sizeof(T) >= LeastBytes && result != a && result != b && result != c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Lead<T, V>(T* target) where T : unmanaged where V : unmanaged, IVector<V, T> =>
        (int)(-((nint)target / sizeof(T)) & (V.Width - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V>(V value, T* target) where T : unmanaged where V : unmanaged, IVector<V, T> => V.Stream(value, target);
}
