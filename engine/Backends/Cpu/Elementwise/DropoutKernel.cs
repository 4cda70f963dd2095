using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = x / (1 − p) where the element's draw is ≥ p, else 0.</summary>
/// <remarks>A uniform draw is k·2⁻²⁴ with k the upper 24 bits, so that draw ≥ p means k ≥ ⌈p·2²⁴⌉: both whole numbers that a float holds exactly.</remarks>
internal readonly unsafe struct DropoutKernel<T, V>(T* x, T* y, long count, double p, PhiloxKey key) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    // So many draws are made ahead: they stay in the first cache.
    private const int Ahead = 1024, Spare = 64;

    private readonly Chunks _chunks = new(count);

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        var draws = stackalloc T[Ahead + Spare];
        var (least, kept) = (V.Of(Math.Ceiling(p * (1 << 24))), V.Of(1 - p));
        for (var i = start; i < end; i += Ahead)
        {
            var n = (int)Math.Min(Ahead, end - i);
            PhiloxBlocks.Draw(key, i, (n + 3) / 4 * 4, draws);
            Loop(x + i, draws, y + i, n, least, kept);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(T* x, T* draws, T* y, int n, V least, V kept)
    {
        for (var i = 0; i < n; i += V.Width)
            V.StorePart(V.SelectGreaterOrEqual(V.LoadPart(draws + i, n - i), least, V.LoadPart(x + i, n - i) / kept, V.Of(0)), y + i, n - i);
    }
}
