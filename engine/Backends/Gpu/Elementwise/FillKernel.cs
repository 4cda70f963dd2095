using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = value, one element a thread.</summary>
internal readonly struct FillKernel<T>(ArrayView<T> y, T value) : IKernel where T : unmanaged
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < y.IntLength) y[i] = value;
    }
}
