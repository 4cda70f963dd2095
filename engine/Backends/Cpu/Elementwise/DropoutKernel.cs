using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = x / (1 − p) where the element's draw is ≥ p, else 0: four elements to each block of Philox.</summary>
/// <remarks>A uniform draw is k·2⁻²⁴ with k the upper 24 bits, so that draw ≥ p is the integer comparison k ≥ ⌈p·2²⁴⌉.</remarks>
internal readonly unsafe struct DropoutKernel<T>(T* x, T* y, long count, double p, PhiloxKey key) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly Chunks _chunks = new(count);
    private readonly uint _least = (uint)Math.Ceiling(p * (1 << 24));
    private readonly T _kept = T.CreateTruncating(1 - p);

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        var i = start;
        for (; i <= end - 4; i += 4)
        {
            var (b0, b1, b2, b3) = Philox.Block(key, (ulong)i >> 2);
            y[i] = Keep(b0, x[i]);
            y[i + 1] = Keep(b1, x[i + 1]);
            y[i + 2] = Keep(b2, x[i + 2]);
            y[i + 3] = Keep(b3, x[i + 3]);
        }
        for (; i < end; i++) y[i] = Keep(Philox.Bits(key, (ulong)i), x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Keep(uint bits, T value) => bits >> 8 >= _least ? value / _kept : T.Zero;
}
