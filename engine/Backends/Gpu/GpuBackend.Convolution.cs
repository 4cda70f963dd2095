using ILGPU;

namespace NeuralCore.Backends.Gpu;

// Every pass is one product a group, its right side the patches that a window sees. Lines and planes are volumes whose
// first extents are 1. A window of one tap that stands everywhere sees the image itself: then all sides lie as they are.
internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        CheckRank(g);
        if (IsDepthwise(g))
        {
            DepthwiseForward(x, w, bias, y, g);
            return;
        }
        int positions = (int)g.Output.Count, taps = (int)g.Taps;
        GemmSize size = new(g.Groups, g.GroupOutChannels, g.Batch * positions, taps);
        GemmLayout weights = new(w, true, g.GroupOutChannels * taps, g.GroupOutChannels, taps);
        if (InQuads(y, positions)) Finish(ImageResult<Quads>(y, bias, g.Groups, g.OutChannels, positions));
        else Finish(ImageResult<Singles>(y, bias, g.Groups, g.OutChannels, positions));

        void Finish<R>(in R result) where R : struct, IGemmResult<V>
        {
            if (IsPointwise(g)) Multiply(weights, ImagesAlongLines(x, g.Batch, g.Groups, g.InChannels, positions), result, size);
            else Windows.Choose(Over(g), new PatchesProduct<R>(this, x, Over(g), weights, result, size));
        }
    }

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        CheckRank(g);
        if (IsDepthwise(g)) DepthwiseInputGradient(dy, w, dx, g);
        else if (IsPointwise(g)) PointwiseInputGradient(dy, w, dx, g);
        else
            foreach (var d in PhasesOf(g, 0))
                foreach (var h in PhasesOf(g, 1))
                    foreach (var v in PhasesOf(g, 2))
                        InputGradientPhase(dy, w, dx, g, d, h, v);
    }

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        CheckRank(g);
        if (IsDepthwise(g))
        {
            DepthwiseWeightGradient(x, dy, dw, g);
            return;
        }
        int positions = (int)g.Output.Count, taps = (int)g.Taps;
        GemmSize size = new(g.Groups, g.GroupOutChannels, taps, g.Batch * positions);
        var gradients = ImagesAlongDepth(dy, g.Groups, g.OutChannels, positions);
        if (InQuads(dw, taps)) Finish(MatrixOf<Quads>(Lanes(dw), size));
        else Finish(MatrixOf<Singles>(Lanes(dw), size));

        void Finish<R>(in R result) where R : struct, IGemmResult<V>
        {
            if (IsPointwise(g)) Multiply(gradients, ImagesAlongDepth(x, g.Groups, g.InChannels, positions), result, size);
            else Windows.Choose(Over(g), new PatchesByTapProduct<R>(this, x, Over(g), gradients, result, size));
        }
    }

    // A window of one tap that stands everywhere: the weights' columns times the gradients as they lie.
    private void PointwiseInputGradient(View dy, View w, View dx, in ConvolutionGeometry g)
    {
        var positions = (int)g.Output.Count;
        GemmSize size = new(g.Groups, g.GroupInChannels, g.Batch * positions, g.GroupOutChannels);
        GemmLayout weights = new(w, false, g.GroupOutChannels * g.GroupInChannels, g.GroupInChannels, g.GroupInChannels);
        var gradients = ImagesAlongLines(dy, g.Batch, g.Groups, g.OutChannels, positions);
        if (InQuads(dx, positions)) Multiply(weights, gradients, ImageResult<Quads>(dx, null, g.Groups, g.InChannels, positions), size);
        else Multiply(weights, gradients, ImageResult<Singles>(dx, null, g.Groups, g.InChannels, positions), size);
    }

    private void InputGradientPhase(View dy, View w, View dx, in ConvolutionGeometry g, in Phase d, in Phase h, in Phase v)
    {
        int groupOut = g.GroupOutChannels, groupIn = g.GroupInChannels;
        Spatial input = Spatial.Of(g.Input, 1), positions = new(d.Positions, h.Positions, v.Positions), taps = new(d.Taps, h.Taps, v.Taps);
        GemmSize size = new(g.Groups, groupIn, g.Batch * positions.Count, groupOut * taps.Count);
        var workspace = new GpuStorage(Runtime, Type, (long)size.Batch * size.Rows * size.Depth);
        View packed = new(workspace, 0, [(int)workspace.Count]);
        Launch(
            new PhaseWeightsKernel<V>(
                Lanes(w), Lanes(packed), groupIn, groupOut, Spatial.Of(g.Kernel, 1), taps,
                new(d.FirstTap, h.FirstTap, v.FirstTap), new(d.TapStep, h.TapStep, v.TapStep)),
            packed.Count);
        GemmLayout weights = new(packed, true, groupIn * size.Depth, groupIn, size.Depth);
        var window = OverGradient(g, d, h, v);
        if (g.Stride.Count > 1)
            Finish(new LatticeResult<V>(
                Lanes(dx), groupIn * input.Count, g.InChannels * input.Count, input, positions, new(d.First, h.First, v.First), Spatial.Of(g.Stride, 1)));
        else if (InQuads(dx, input.Count)) Finish(ImageResult<Quads>(dx, null, g.Groups, g.InChannels, input.Count));
        else Finish(ImageResult<Singles>(dx, null, g.Groups, g.InChannels, input.Count));
        workspace.Release();

        void Finish<R>(in R result) where R : struct, IGemmResult<V> =>
            Windows.Choose(window, new PatchesProduct<R>(this, dy, window, weights, result, size));
    }

    // The convolution's window over x.
    private static Unfolding Over(in ConvolutionGeometry g)
    {
        var input = Spatial.Of(g.Input, 1);
        var padding = Spatial.Of(g.Padding, 0);
        return new(
            g.GroupInChannels * input.Count, g.InChannels * input.Count, input, Spatial.Of(g.Output, 1), Spatial.Of(g.Kernel, 1),
            Spatial.Of(g.Stride, 1), new(-padding.D, -padding.H, -padding.W), Spatial.Of(g.Dilation, 1));
    }

    // A phase's window over dy.
    private static Unfolding OverGradient(in ConvolutionGeometry g, in Phase d, in Phase h, in Phase w)
    {
        var output = Spatial.Of(g.Output, 1);
        return new(
            g.GroupOutChannels * output.Count, g.OutChannels * output.Count, output, new(d.Positions, h.Positions, w.Positions),
            new(d.Taps, h.Taps, w.Taps), new(1, 1, 1), new(d.Shift, h.Shift, w.Shift), new(d.Spread, h.Spread, w.Spread));
    }

    // The phases of one of three dimensions.
    private static Phase[] PhasesOf(in ConvolutionGeometry g, int dimension)
    {
        var i = dimension + g.SpatialRank - 3;
        return i < 0 ? Phase.Of(1, 1, 1, 0, 1) : Phase.Of(g.Input[i], g.Kernel[i], g.Stride[i], g.Padding[i], g.Dilation[i]);
    }

    private static bool IsPointwise(in ConvolutionGeometry g) =>
        g.Kernel.Count == 1 && g.Stride.Count == 1 && g.Padding.AsSpan().IndexOfAnyExcept(0) < 0;

    private static GemmLayout ImagesAlongLines(View images, int batch, int groups, int channels, int positions) =>
        new(images, false, channels / groups * positions, batch * positions, positions, positions, channels * positions);

    private static GemmLayout ImagesAlongDepth(View images, int groups, int channels, int positions) =>
        new(images, true, channels / groups * positions, channels / groups, positions, positions, channels * positions);

    private static MatrixResult<Q, V> ImageResult<Q>(View images, View? bias, int groups, int channels, int positions) where Q : struct, IAccess =>
        new(Lanes(images), LanesOrNone(bias), channels / groups, channels / groups * positions, positions, positions, channels * positions);

    private void CheckRank(in ConvolutionGeometry g)
    {
        if (g.SpatialRank > 3)
            throw new DeviceException($"{Device.Name} has convolutions over at most 3 spatial dimensions; got {g.SpatialRank} in x {g.X}; compute it on the CPU");
    }

    // A layout times patches whose lines are positions.
    private readonly struct PatchesProduct<R>(GpuBackend<V> backend, View image, Unfolding window, GemmLayout a, R result, GemmSize size) : IWindowUser
        where R : struct, IGemmResult<V>
    {
        public void Use<W>() where W : struct, IWindow =>
            backend.Multiply(a, new Patches<W, V>(Lanes(image), window, size.Columns), result, size);
    }

    // A layout times patches whose lines are taps.
    private readonly struct PatchesByTapProduct<R>(GpuBackend<V> backend, View image, Unfolding window, GemmLayout a, R result, GemmSize size) : IWindowUser
        where R : struct, IGemmResult<V>
    {
        public void Use<W>() where W : struct, IWindow =>
            backend.Multiply(a, new PatchesByTap<W, V>(Lanes(image), window, size.Columns), result, size);
    }
}
