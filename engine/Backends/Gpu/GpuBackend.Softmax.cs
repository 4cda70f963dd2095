namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Softmax(View x, View y, LineGeometry line, bool logarithm) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm) => throw new NotSupportedException();
}
