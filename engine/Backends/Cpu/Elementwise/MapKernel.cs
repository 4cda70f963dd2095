using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = f(x), elementwise.</summary>
internal readonly unsafe struct MapKernel<F, T, V, W>(F f, T* x, T* y, long count) : IParts
    where F : struct, IUnary where T : unmanaged where V : unmanaged, IVector<V, T> where W : struct, IWriter
{
    private readonly Chunks _chunks = new(count);

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        Loop(f, x + start, y + start, end - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(F f, T* x, T* y, long n)
    {
        long i = Math.Min(n, W.Lead<T, V>(y));
        if (i > 0) V.StorePart(f.Invoke(V.LoadPart(x, (int)i)), y, (int)i);
        for (; i <= n - 4 * V.Width; i += 4 * V.Width)
        {
            var y0 = f.Invoke(V.Load(x + i));
            var y1 = f.Invoke(V.Load(x + i + V.Width));
            var y2 = f.Invoke(V.Load(x + i + 2 * V.Width));
            var y3 = f.Invoke(V.Load(x + i + 3 * V.Width));
            W.Store(y0, y + i);
            W.Store(y1, y + i + V.Width);
            W.Store(y2, y + i + 2 * V.Width);
            W.Store(y3, y + i + 3 * V.Width);
        }
        for (; i <= n - V.Width; i += V.Width) W.Store(f.Invoke(V.Load(x + i)), y + i);
        var rest = (int)(n - i);
        if (rest > 0) V.StorePart(f.Invoke(V.LoadPart(x + i, rest)), y + i, rest);
    }
}
