using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = f(a, b), all of one shape, one element a thread.</summary>
internal readonly struct ZipKernel<F, V>(F f, ArrayView<V> a, ArrayView<V> b, ArrayView<V> y) : IKernel
    where F : struct, IBinary
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < y.IntLength) y[i] = f.Invoke(a[i], b[i]);
    }
}
