using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y[o, i] = Σ_k Weight[2i+k] · x[o, Index[2i+k]], runs of Inner at a time; a weight of 0 stands for no source at all.</summary>
internal readonly unsafe struct ResampleKernel<T, S, V>(T* x, T* y, LineGeometry line, ResampleTable table) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _runs = new((long)line.Outer * table.Length, Math.Max(1, Chunks.Elements / Math.Max(1, line.Inner)));

    /// <summary>Does all runs.</summary>
    public void Run() => WorkerPool.For(_runs.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _runs[part];
        for (var run = start; run < end; run++)
        {
            var (outer, i) = Math.DivRem(run, table.Length);
            var (w0, w1) = (table.Weight[2 * i], table.Weight[2 * i + 1]);
            var from = x + outer * line.Length * line.Inner;
            T* x0 = from + (long)table.Index[2 * i] * line.Inner, x1 = from + (long)table.Index[2 * i + 1] * line.Inner;
            if (line.Inner == 1) Loop<S>(x0, w0, x1, w1, y + run, 1);
            else Loop<V>(x0, w0, x1, w1, y + run * line.Inner, line.Inner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<L>(T* x0, double w0, T* x1, double w1, T* y, int n) where L : unmanaged, IVector<L, T>
    {
        var (a, b) = (L.Of(w0), L.Of(w1));
        for (var i = 0; i < n; i += L.Width)
        {
            var sum = w0 == 0 ? L.Of(0) : a * L.LoadPart(x0 + i, n - i);
            if (w1 != 0) sum = L.Fma(b, L.LoadPart(x1 + i, n - i), sum);
            L.StorePart(sum, y + i, n - i);
        }
    }
}
