using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = one value everywhere.</summary>
internal readonly unsafe struct FillKernel<T, V>(T* y, V value, long count) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _chunks = new(count);

    /// <summary>Writes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        Loop(value, y + start, end - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(V value, T* y, long n)
    {
        var i = 0L;
        for (; i <= n - V.Width; i += V.Width) V.Store(value, y + i);
        if (i < n) V.StorePart(value, y + i, (int)(n - i));
    }
}
