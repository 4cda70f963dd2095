using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = x / kept where the element's draw is ≥ p, else 0: a thread draws one block of Philox, which is four elements.</summary>
/// <remarks>A uniform draw is k·2⁻²⁴ with k the upper 24 bits, so that draw ≥ p means k ≥ ⌈p·2²⁴⌉.</remarks>
/// <param name="x">The numbers.</param>
/// <param name="y">Those that are left.</param>
/// <param name="least">⌈p·2²⁴⌉.</param>
/// <param name="kept">1 − p.</param>
/// <param name="inFours">Whether both views begin at a multiple of four elements, so that four move at once.</param>
/// <param name="key">Names the draw.</param>
internal readonly struct DropoutKernel<V>(ArrayView<V> x, ArrayView<V> y, int least, V kept, Flag inFours, PhiloxKey key) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var block = Grid.GlobalIndex.X;
        var i = block * 4;
        if (i >= y.IntLength) return;
        var (a, b, c, d) = Philox.Block(key, (ulong)block);
        if (inFours && i + 3 < y.IntLength)
        {
            var four = x.Cast<Four<V>>().AsAligned(16)[block];
            y.Cast<Four<V>>().AsAligned(16)[block] = new(Drop(four.A, a), Drop(four.B, b), Drop(four.C, c), Drop(four.D, d));
            return;
        }
        y[i] = Drop(x[i], a);
        if (i + 1 < y.IntLength) y[i + 1] = Drop(x[i + 1], b);
        if (i + 2 < y.IntLength) y[i + 2] = Drop(x[i + 2], c);
        if (i + 3 < y.IntLength) y[i + 3] = Drop(x[i + 3], d);
    }

    private V Drop(V value, uint bits) => (int)(bits >> 8) >= least ? value / kept : V.Of(0);
}
