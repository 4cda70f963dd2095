using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = f(a, b), the operands read where the box says, one element a thread.</summary>
internal readonly struct BroadcastZipKernel<F, V>(F f, ArrayView<V> a, ArrayView<V> b, ArrayView<V> y, GpuBox box) : IKernel
    where F : struct, IBinary
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= y.IntLength) return;
        var place = box.At(i);
        y[i] = f.Invoke(a[place.A], b[place.B]);
    }
}
