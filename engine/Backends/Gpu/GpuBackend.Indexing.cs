namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void IndexSelect(View x, View index, View y, LineGeometry line) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void IndexAdd(View dy, View index, View dx, LineGeometry line) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Resample(View x, View y, LineGeometry line, ResampleTable table) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table) => throw new NotSupportedException();
}
