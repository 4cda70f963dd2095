namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void MatMul(View a, View b, View y, in MatMulGeometry geometry) => throw new NotSupportedException();
}
