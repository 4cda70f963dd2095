using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Reads x at the saved positions of each plane; NaN where there is none such.</summary>
internal readonly struct PoolGatherKernel<V>(
    ArrayView<V> x, ArrayView<long> indices, ArrayView<V> y, int inputs, Divider outputs, FaultCell fault) : IKernel
    where V : unmanaged, IGpuLane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= y.IntLength) return;
        var index = indices[i];
        y[i] = fault.Admits(index, inputs) ? x[outputs.Quotient(i) * inputs + (int)index] : V.Of(double.NaN);
    }
}
