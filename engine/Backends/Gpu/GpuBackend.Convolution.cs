namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry)
    {
        if (IsDepthwise(geometry)) DepthwiseForward(x, w, bias, y, geometry);
        else throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry)
    {
        if (IsDepthwise(geometry)) DepthwiseInputGradient(dy, w, dx, geometry);
        else throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry)
    {
        if (IsDepthwise(geometry)) DepthwiseWeightGradient(x, dy, dw, geometry);
        else throw new NotSupportedException();
    }
}
