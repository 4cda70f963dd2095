namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void MaxPool(View x, View y, View indices, in PoolGeometry geometry)
    {
        var (input, output) = (geometry.Input.Count, geometry.Output.Count);
        var windows = new PoolWindows(geometry);
        for (var plane = 0L; plane < geometry.Planes; plane++)
        {
            var px = x.Pointer<T>() + plane * input;
            var py = y.Pointer<T>() + plane * output;
            var pi = indices.Pointer<long>() + plane * output;
            for (var i = 0; i < output; i++)
            {
                var taps = windows[i];
                var best = taps[0];
                foreach (var tap in taps)
                    if (Beats(px[tap], px[best])) best = tap;
                (py[i], pi[i]) = (px[best], best);
            }
        }
    }

    /// <inheritdoc/>
    public override void PoolGather(View x, View indices, View y, in PoolGeometry geometry)
    {
        var (input, output) = (geometry.Input.Count, geometry.Output.Count);
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        var pi = indices.Pointer<long>();
        for (var plane = 0L; plane < geometry.Planes; plane++)
            for (var i = plane * output; i < (plane + 1) * output; i++)
                py[i] = px[plane * input + Position(pi[i], (int)input)];
    }

    /// <inheritdoc/>
    public override void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry)
    {
        var (input, output) = (geometry.Input.Count, geometry.Output.Count);
        T* pdy = dy.Pointer<T>(), pdx = dx.Pointer<T>();
        var pi = indices.Pointer<long>();
        var sum = new double[input];
        for (var plane = 0L; plane < geometry.Planes; plane++)
        {
            Array.Clear(sum);
            for (var i = plane * output; i < (plane + 1) * output; i++) sum[Position(pi[i], (int)input)] += Wide(pdy[i]);
            Write(sum, pdx + plane * input);
        }
    }

    /// <inheritdoc/>
    public override void AveragePool(View x, View y, in PoolGeometry geometry)
    {
        var (input, output) = (geometry.Input.Count, geometry.Output.Count);
        var windows = new PoolWindows(geometry);
        for (var plane = 0L; plane < geometry.Planes; plane++)
        {
            T* px = x.Pointer<T>() + plane * input, py = y.Pointer<T>() + plane * output;
            for (var i = 0; i < output; i++)
            {
                var sum = 0.0;
                foreach (var tap in windows[i]) sum += Wide(px[tap]);
                py[i] = Narrow(sum / windows.Divisor(i));
            }
        }
    }

    /// <inheritdoc/>
    public override void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry)
    {
        var (input, output) = (geometry.Input.Count, geometry.Output.Count);
        var windows = new PoolWindows(geometry);
        var sum = new double[input];
        for (var plane = 0L; plane < geometry.Planes; plane++)
        {
            Array.Clear(sum);
            var pdy = dy.Pointer<T>() + plane * output;
            for (var i = 0; i < output; i++)
            {
                var share = Wide(pdy[i]) / windows.Divisor(i);
                foreach (var tap in windows[i]) sum[tap] += share;
            }
            Write(sum, dx.Pointer<T>() + plane * input);
        }
    }
}
