using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = one value everywhere.</summary>
internal readonly unsafe struct FillKernel<T, V, W>(T* y, V value, long count) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T> where W : struct, IWriter
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
        long i = Math.Min(n, W.Lead<T, V>(y));
        if (i > 0) V.StorePart(value, y, (int)i);
        for (; i <= n - V.Width; i += V.Width) W.Store(value, y + i);
        if (i < n) V.StorePart(value, y + i, (int)(n - i));
    }
}
