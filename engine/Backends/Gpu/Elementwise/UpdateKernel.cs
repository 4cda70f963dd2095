using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>An optimizer's step in place, one element a thread.</summary>
internal readonly struct UpdateKernel<F, V>(F f, UpdateViews<V> views, int count) : IKernel
    where F : struct, IUpdate
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < count) views.Apply(f, i, i, i, i, i);
    }
}
