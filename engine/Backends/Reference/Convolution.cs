namespace NeuralCore.Backends;

// All three passes are one set of products, x[n, c, j] · w[o, c, u] · y[n, o, i] with j = i·s + u·d − p inside the
// input, summed over what does not appear on the left: ConvolutionRows lists the (j, u, i) of a plane once.
internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        T* px = x.Pointer<T>(), pw = w.Pointer<T>(), pb = PointerOrNull(bias), py = y.Pointer<T>();
        var (input, kernel, output) = (g.Input.Count, g.Kernel.Count, g.Output.Count);
        var rows = ConvolutionRows.Of(g, out var step);
        var sum = new double[output];
        for (var n = 0; n < g.Batch; n++)
            for (var o = 0; o < g.OutChannels; o++)
            {
                Array.Fill(sum, At(pb, o, 0));
                for (var c = 0; c < g.GroupInChannels; c++)
                {
                    var plane = px + ((long)n * g.InChannels + o / g.GroupOutChannels * g.GroupInChannels + c) * input;
                    var taps = pw + ((long)o * g.GroupInChannels + c) * kernel;
                    foreach (var row in rows) Gather(plane + row.X, step, Wide(taps[row.Tap]), sum.AsSpan(row.Y, row.Count));
                }
                Write(sum, py + ((long)n * g.OutChannels + o) * output);
            }
    }

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        T* pdy = dy.Pointer<T>(), pw = w.Pointer<T>(), pdx = dx.Pointer<T>();
        var (input, kernel, output) = (g.Input.Count, g.Kernel.Count, g.Output.Count);
        var rows = ConvolutionRows.Of(g, out var step);
        var sum = new double[input];
        for (var n = 0; n < g.Batch; n++)
            for (var c = 0; c < g.InChannels; c++)
            {
                Array.Clear(sum);
                var (group, within) = Math.DivRem(c, g.GroupInChannels);
                for (var o = group * g.GroupOutChannels; o < (group + 1) * g.GroupOutChannels; o++)
                {
                    var plane = pdy + ((long)n * g.OutChannels + o) * output;
                    var taps = pw + ((long)o * g.GroupInChannels + within) * kernel;
                    foreach (var row in rows) Scatter(plane + row.Y, row.Count, Wide(taps[row.Tap]), sum.AsSpan(row.X), step);
                }
                Write(sum, pdx + ((long)n * g.InChannels + c) * input);
            }
    }

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry)
    {
        var g = geometry;
        T* px = x.Pointer<T>(), pdy = dy.Pointer<T>(), pdw = dw.Pointer<T>();
        var (input, kernel, output) = (g.Input.Count, g.Kernel.Count, g.Output.Count);
        var rows = ConvolutionRows.Of(g, out var step);
        var sum = new double[kernel];
        for (var o = 0; o < g.OutChannels; o++)
            for (var c = 0; c < g.GroupInChannels; c++)
            {
                Array.Clear(sum);
                for (var n = 0; n < g.Batch; n++)
                {
                    var xPlane = px + ((long)n * g.InChannels + o / g.GroupOutChannels * g.GroupInChannels + c) * input;
                    var yPlane = pdy + ((long)n * g.OutChannels + o) * output;
                    foreach (var row in rows) sum[row.Tap] += Dot(xPlane + row.X, step, yPlane + row.Y, row.Count);
                }
                Write(sum, pdw + ((long)o * g.GroupInChannels + c) * kernel);
            }
    }

    private static void Gather(T* x, int step, double tap, Span<double> sum)
    {
        for (var i = 0; i < sum.Length; i++, x += step) sum[i] += Wide(*x) * tap;
    }

    private static void Scatter(T* y, int count, double tap, Span<double> sum, int step)
    {
        for (int i = 0, j = 0; i < count; i++, j += step) sum[j] += Wide(y[i]) * tap;
    }

    private static double Dot(T* x, int step, T* y, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++, x += step) sum += Wide(*x) * Wide(y[i]);
        return sum;
    }
}
