namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry)
    {
        if (ConvolutionInPlace<V, T>.Fits(geometry))
            ConvolutionInPlace<V, T>.Forward(x.Pointer<T>(), w.Pointer<T>(), bias is { } b ? b.Pointer<T>() : null, y.Pointer<T>(), geometry);
        else base.Convolution(x, w, bias, y, geometry);
    }

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry)
    {
        if (ConvolutionInPlace<V, T>.FitsGradient(geometry))
            ConvolutionInPlace<V, T>.InputGradient(dy.Pointer<T>(), w.Pointer<T>(), dx.Pointer<T>(), geometry);
        else base.ConvolutionInputGradient(dy, w, dx, geometry);
    }

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry) =>
        ConvolutionWeightGradient<V, T>.Run(x.Pointer<T>(), dy.Pointer<T>(), dw.Pointer<T>(), geometry);
}
