using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>An optimizer's step in one pass over parameter, gradient and states; states that are not used are null.</summary>
internal readonly unsafe struct UpdateKernel<F, T, V>(F f, T* p, T* g, T* s0, T* s1, T* s2, long count) : IParts
    where F : struct, IUpdate where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _chunks = new(count);

    /// <summary>Changes all elements.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        Loop(f, p, g, s0, s1, s2, start, end);
        var rest = (int)((end - start) % V.Width);
        if (rest > 0) Rest(end - rest, rest);
    }

    // Everything by value, so that the rule's numbers stay in registers although memory is written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(F f, T* p, T* g, T* s0, T* s1, T* s2, long i, long end)
    {
        for (; i <= end - V.Width; i += V.Width)
        {
            var (value, first, second, third) = (V.Load(p + i), Load(s0, i), Load(s1, i), Load(s2, i));
            f.Invoke(ref value, V.Load(g + i), ref first, ref second, ref third);
            V.Store(value, p + i);
            if (s0 != null) V.Store(first, s0 + i);
            if (s1 != null) V.Store(second, s1 + i);
            if (s2 != null) V.Store(third, s2 + i);
        }
    }

    private void Rest(long i, int n)
    {
        var (value, gradient) = (V.LoadPart(p + i, n), V.LoadPart(g + i, n));
        var first = s0 == null ? default : V.LoadPart(s0 + i, n);
        var second = s1 == null ? default : V.LoadPart(s1 + i, n);
        var third = s2 == null ? default : V.LoadPart(s2 + i, n);
        f.Invoke(ref value, gradient, ref first, ref second, ref third);
        V.StorePart(value, p + i, n);
        if (s0 != null) V.StorePart(first, s0 + i, n);
        if (s1 != null) V.StorePart(second, s1 + i, n);
        if (s2 != null) V.StorePart(third, s2 + i, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(T* state, long i) => state == null ? default : V.Load(state + i);
}
