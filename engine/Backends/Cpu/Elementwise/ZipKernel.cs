using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = f(a, b), both operands broadcast to the shape of y.</summary>
internal readonly unsafe struct ZipKernel<F, T, V, W>(F f, T* a, T* b, T* y, Runs runs) : IParts
    where F : struct, IBinary where T : unmanaged where V : unmanaged, IVector<V, T> where W : struct, IWriter
{
    private readonly Chunks _chunks = new(runs.Count);

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        for (var piece = runs.Between(start, end); piece.Length > 0; piece.Next())
        {
            var first = a + piece.A;
            if (runs.StepA == 0) Second(new Repeated<V>(V.Broadcast(first)), b + piece.B, y + piece.Position, piece.Length);
            else Second(new Consecutive<T, V>(first), b + piece.B, y + piece.Position, piece.Length);
        }
    }

    private void Second<A>(A first, T* second, T* target, int n) where A : struct, IOperand<V>
    {
        if (runs.StepB == 0) Loop(f, first, new Repeated<V>(V.Broadcast(second)), target, n);
        else Loop(f, first, new Consecutive<T, V>(second), target, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<A, B>(F f, A a, B b, T* y, int n) where A : struct, IOperand<V> where B : struct, IOperand<V>
    {
        var i = Math.Min(n, W.Lead<T, V>(y));
        if (i > 0) V.StorePart(f.Invoke(a.LoadPart(0, i), b.LoadPart(0, i)), y, i);
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            var y0 = f.Invoke(a.Load(i), b.Load(i));
            var y1 = f.Invoke(a.Load(i + V.Width), b.Load(i + V.Width));
            W.Store(y0, y + i);
            W.Store(y1, y + i + V.Width);
        }
        for (; i <= n - V.Width; i += V.Width) W.Store(f.Invoke(a.Load(i), b.Load(i)), y + i);
        if (i < n) V.StorePart(f.Invoke(a.LoadPart(i, n - i), b.LoadPart(i, n - i)), y + i, n - i);
    }
}
