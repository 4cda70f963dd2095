namespace NeuralCore.Backends.Gpu;

// Convolution with one input channel per group: nothing is summed over channels, so that memory, not arithmetic, limits it.
internal sealed partial class GpuBackend<V>
{
    private static bool IsDepthwise(in ConvolutionGeometry g) => g.GroupInChannels == 1;

    private void DepthwiseForward(View x, View w, View? bias, View y, in ConvolutionGeometry g) =>
        Depthwise(x, w, bias, y, DepthwiseSpace.Forward(g));

    private void DepthwiseInputGradient(View dy, View w, View dx, in ConvolutionGeometry g) =>
        Depthwise(dy, w, null, dx, DepthwiseSpace.Adjoint(g));

    private void DepthwiseWeightGradient(View x, View dy, View dw, in ConvolutionGeometry g)
    {
        var space = DepthwiseSpace.Forward(g);
        var perRow = (space.Width.Taps + TapSums<V>.Taps - 1) / TapSums<V>.Taps;
        var groups = checked(g.OutChannels * space.Depth.Taps * space.Height.Taps * perRow);
        ReduceGroups<TapSums<V>, DepthwiseWeightRule<V>>(
            new(Lanes(x), Lanes(dy), Lanes(dw), space, perRow), new(g.Batch, groups, checked((int)g.Output.Count)));
    }

    private void Depthwise(View source, View filters, View? bias, View result, in DepthwiseSpace space)
    {
        var (height, width) = (space.Height, space.Width);
        var square = height.Taps == width.Taps ? height.Taps : 0;
        var divisor = height.Divisor.Value == width.Divisor.Value ? height.Divisor.Value : 0;
        switch (square, divisor)
        {
            case var _ when height.Result.Value == 1: Depthwise<LineTaps>(source, filters, bias, result, space); break;
            case (3, 1): Depthwise<SquareTaps<Three>>(source, filters, bias, result, space); break;
            case (5, 1): Depthwise<SquareTaps<Five>>(source, filters, bias, result, space); break;
            case (3, 2): Depthwise<HalvedSquareTaps<Three>>(source, filters, bias, result, space); break;
            case (5, 2): Depthwise<HalvedSquareTaps<Five>>(source, filters, bias, result, space); break;
            default: Depthwise<AnyTaps>(source, filters, bias, result, space); break;
        }
    }

    private void Depthwise<K>(View source, View filters, View? bias, View result, in DepthwiseSpace space) where K : struct, IDepthwiseTaps
    {
        if (result.Count == 0) return;
        var (rows, height) = (K.Rows, space.Height.Result.Value);
        var blocks = (height + rows - 1) / rows;
        var kernel = new DepthwiseKernel<K, V>(Lanes(source), Lanes(filters), LanesOrNone(bias), Lanes(result), space, new(blocks));
        Launch(kernel, result.Count / height * blocks);
    }
}
