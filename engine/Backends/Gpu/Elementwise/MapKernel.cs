using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = f(x), one element a thread.</summary>
internal readonly struct MapKernel<F, V>(F f, ArrayView<V> x, ArrayView<V> y) : IKernel
    where F : struct, IUnary
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < y.IntLength) y[i] = f.Invoke(x[i]);
    }
}
