using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = f(a, b, c), all operands broadcast to the shape of y.</summary>
internal readonly unsafe struct Zip3Kernel<F, T, V, W>(F f, T* a, T* b, T* c, T* y, Runs runs) : IParts
    where F : struct, ITernary where T : unmanaged where V : unmanaged, IVector<V, T> where W : struct, IWriter
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
            if (runs.StepA == 0) Second(new Repeated<V>(V.Broadcast(first)), b + piece.B, c + piece.C, y + piece.Position, piece.Length);
            else Second(new Consecutive<T, V>(first), b + piece.B, c + piece.C, y + piece.Position, piece.Length);
        }
    }

    private void Second<A>(A first, T* second, T* third, T* target, int n) where A : struct, IOperand<V>
    {
        if (runs.StepB == 0) Third(first, new Repeated<V>(V.Broadcast(second)), third, target, n);
        else Third(first, new Consecutive<T, V>(second), third, target, n);
    }

    private void Third<A, B>(A first, B second, T* third, T* target, int n) where A : struct, IOperand<V> where B : struct, IOperand<V>
    {
        if (runs.StepC == 0) Loop(f, first, second, new Repeated<V>(V.Broadcast(third)), target, n);
        else Loop(f, first, second, new Consecutive<T, V>(third), target, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<A, B, C>(F f, A a, B b, C c, T* y, int n)
        where A : struct, IOperand<V> where B : struct, IOperand<V> where C : struct, IOperand<V>
    {
        var i = Math.Min(n, W.Lead<T, V>(y));
        if (i > 0) V.StorePart(f.Invoke(a.LoadPart(0, i), b.LoadPart(0, i), c.LoadPart(0, i)), y, i);
        for (; i <= n - V.Width; i += V.Width) W.Store(f.Invoke(a.Load(i), b.Load(i), c.Load(i)), y + i);
        var rest = n - i;
        if (rest > 0) V.StorePart(f.Invoke(a.LoadPart(i, rest), b.LoadPart(i, rest), c.LoadPart(i, rest)), y + i, rest);
    }
}
