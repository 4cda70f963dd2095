namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Reduce<R>(R reduction, View x, View y, uint axes) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ArgMax(View x, View y, LineGeometry line) => throw new NotSupportedException();
}
