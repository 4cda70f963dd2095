namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void MaxPool(View x, View y, View indices, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void PoolGather(View x, View indices, View y, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void AveragePool(View x, View y, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry) => throw new NotSupportedException();
}
