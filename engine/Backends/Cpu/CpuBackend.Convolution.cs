namespace NeuralCore.Backends;

// Which way a convolution goes follows from its shape: one input channel per group plane by plane, stride 1 in place,
// all else through tiles of the virtual matrix of windows.
internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry)
    {
        T* px = x.Pointer<T>(), pw = w.Pointer<T>(), pb = bias is { } b ? b.Pointer<T>() : null, py = y.Pointer<T>();
        if (y.Count == 0) return;
        if (IsDepthwise(geometry))
        {
            if (DepthwiseInPlace<V, T>.Fits(geometry)) DepthwiseInPlace<V, T>.Forward(px, pw, pb, py, geometry);
            else DepthwiseByTaps<V, T>.Forward(px, pw, pb, py, geometry);
        }
        else if (ConvolutionInPlace<V, T>.Fits(geometry)) ConvolutionInPlace<V, T>.Forward(px, pw, pb, py, geometry);
        else ConvolutionUnfolded<V, T>.Forward(px, pw, pb, py, geometry);
    }

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry)
    {
        T* pdy = dy.Pointer<T>(), pw = w.Pointer<T>(), pdx = dx.Pointer<T>();
        if (dx.Count == 0) return;
        if (IsDepthwise(geometry))
        {
            if (DepthwiseInPlace<V, T>.FitsGradient(geometry)) DepthwiseInPlace<V, T>.InputGradient(pdy, pw, pdx, geometry);
            else DepthwiseByTaps<V, T>.InputGradient(pdy, pw, pdx, geometry);
        }
        else if (ConvolutionInPlace<V, T>.FitsGradient(geometry)) ConvolutionInPlace<V, T>.InputGradient(pdy, pw, pdx, geometry);
        else ConvolutionUnfolded<V, T>.InputGradient(pdy, pw, pdx, geometry);
    }

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry)
    {
        T* px = x.Pointer<T>(), pdy = dy.Pointer<T>(), pdw = dw.Pointer<T>();
        if (IsDepthwise(geometry))
        {
            if (DepthwiseInPlace<V, T>.Fits(geometry)) DepthwiseInPlace<V, T>.WeightGradient(px, pdy, pdw, geometry);
            else DepthwiseByTaps<V, T>.WeightGradient(px, pdy, pdw, geometry);
        }
        else ConvolutionWeightGradient<V, T>.Run(px, pdy, pdw, geometry);
    }

    private static bool IsDepthwise(in ConvolutionGeometry geometry) => geometry.Groups > 1 && geometry.GroupInChannels == 1;
}
