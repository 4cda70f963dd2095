namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry) => throw new NotSupportedException();
}
