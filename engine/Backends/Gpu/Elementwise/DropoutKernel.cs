using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = x / kept where the element's draw is ≥ p, else 0: a thread draws one block of Philox, which is four elements.</summary>
/// <remarks>A uniform draw is k·2⁻²⁴ with k the upper 24 bits, so that draw ≥ p means k ≥ ⌈p·2²⁴⌉.</remarks>
/// <param name="x">The numbers.</param>
/// <param name="y">Those that are left.</param>
/// <param name="least">⌈p·2²⁴⌉.</param>
/// <param name="kept">1 − p.</param>
/// <param name="key">Names the draw.</param>
internal readonly struct DropoutKernel<V>(ArrayView<V> x, ArrayView<V> y, int least, V kept, PhiloxKey key) : IKernel
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
        Drop(i, a);
        if (i + 1 < y.IntLength) Drop(i + 1, b);
        if (i + 2 < y.IntLength) Drop(i + 2, c);
        if (i + 3 < y.IntLength) Drop(i + 3, d);
    }

    private void Drop(int i, uint bits) => y[i] = (int)(bits >> 8) >= least ? x[i] / kept : V.Of(0);
}
