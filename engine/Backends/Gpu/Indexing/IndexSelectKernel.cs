using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y [Outer, n, Inner] = x [Outer, Length, Inner] at n positions, an element of y a thread; NaN where there is no such position.</summary>
internal readonly struct IndexSelectKernel<V>(
    ArrayView<V> x, ArrayView<long> index, ArrayView<V> y, int length, Divider count, Divider inner, FaultCell fault) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var element = Grid.GlobalIndex.X;
        if (element >= y.IntLength) return;
        var (run, k) = inner.DivRem(element);
        var (outer, i) = count.DivRem(run);
        var position = index[i];
        y[element] = fault.Admits(position, length) ? x[(outer * length + (int)position) * inner.Value + k] : V.Of(double.NaN);
    }
}
