namespace NeuralCore.Backends;

/// <summary>Convolution of any rank and stride with one input channel per group, tap by tap: y[n, c·m + j] = Σ_u w[c·m + j, u] · column(u) of x[n, c].</summary>
/// <remarks>
/// What a tap sees of a plane is written out once (see <see cref="ConvolutionColumns{V, T}"/>) and used for all m
/// outputs in vectors. Reading every second or third element one by one limits it.
/// </remarks>
internal unsafe struct DepthwiseByTaps<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private ConvolutionGeometry _g;
    private T* _x, _weights, _bias, _y;
    private int _multiplier, _taps, _input, _positions;

    /// <summary>y = x ∗ w (+ bias).</summary>
    public static void Forward(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g)
    {
        var plan = Of(x, w, bias, y, g);
        WorkerPool.For(plan.PlaneParts, new ForwardPlanes(&plan, new(g)));
    }

    /// <summary>dx = the adjoint of the forward pass, applied to dy.</summary>
    public static void InputGradient(T* dy, T* w, T* dx, in ConvolutionGeometry g)
    {
        var plan = Of(dx, w, null, dy, g);
        WorkerPool.For(plan.PlaneParts, new GradientPlanes(&plan, new(g)));
    }

    /// <summary>dw = the adjoint of the forward pass in w, applied to dy.</summary>
    public static void WeightGradient(T* x, T* dy, T* dw, in ConvolutionGeometry g)
    {
        var plan = Of(x, dw, null, dy, g);
        WorkerPool.For(g.InChannels, new WeightGradients(&plan, new(g)));
    }

    private static DepthwiseByTaps<V, T> Of(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g) => new()
    {
        _g = g,
        _x = x,
        _weights = w,
        _bias = bias,
        _y = y,
        _multiplier = g.OutChannels / g.InChannels,
        _taps = (int)g.Kernel.Count,
        _input = (int)g.Input.Count,
        _positions = (int)g.Output.Count,
    };

    // Small planes are taken several at a time, so that a part is worth handing out.
    private readonly int PlanesPerPart => Math.Max(1, 8192 / (_input + _positions));

    private readonly int PlaneParts => (_g.Batch * _g.InChannels + PlanesPerPart - 1) / PlanesPerPart;

    private readonly int EndOf(int part) => Math.Min(_g.Batch * _g.InChannels, (part + 1) * PlanesPerPart);

    /// <summary>The planes of y that come from some planes of x.</summary>
    private readonly struct ForwardPlanes(DepthwiseByTaps<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var count = plan->_positions;
            using var line = new Scratch<T>(count);
            for (int plane = part * plan->PlanesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var y = plan->_y + (nint)plane * plan->_multiplier * count;
                for (var j = 0; j < plan->_multiplier; j++)
                    new Span<T>(y + (nint)j * count, count).Fill(plan->_bias == null ? T.Zero : plan->_bias[channel + j]);
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    columns.Read(plan->_x + (nint)plane * plan->_input, tap, 0, count, line.Pointer);
                    for (var j = 0; j < plan->_multiplier; j++)
                        DepthwiseLines<V, T>.AddScaled(line.Pointer, plan->_weights + (nint)(channel + j) * plan->_taps + tap, y + (nint)j * count, count);
                }
            }
        }
    }

    /// <summary>Some planes of dx.</summary>
    private readonly struct GradientPlanes(DepthwiseByTaps<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var count = plan->_positions;
            using var line = new Scratch<T>(count);
            for (int plane = part * plan->PlanesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var dx = plan->_x + (nint)plane * plan->_input;
                new Span<T>(dx, plan->_input).Clear();
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    new Span<T>(line.Pointer, count).Clear();
                    for (var j = 0; j < plan->_multiplier; j++)
                        DepthwiseLines<V, T>.AddScaled(
                            plan->_y + ((nint)plane * plan->_multiplier + j) * count, plan->_weights + (nint)(channel + j) * plan->_taps + tap,
                            line.Pointer, count);
                    columns.Add(line.Pointer, tap, 0, count, dx);
                }
            }
        }
    }

    /// <summary>The gradients of the weights of one input channel: over all images in order, each lane its own sums until the end.</summary>
    private readonly struct WeightGradients(DepthwiseByTaps<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            int count = plan->_positions, outputs = plan->_multiplier * plan->_taps;
            using var line = new Scratch<T>(count);
            using var sums = new Scratch<V>(outputs);
            for (var i = 0; i < outputs; i++) sums.Pointer[i] = V.Of(0);
            for (var n = 0; n < plan->_g.Batch; n++)
            {
                var plane = (nint)n * plan->_g.InChannels + part;
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    columns.Read(plan->_x + plane * plan->_input, tap, 0, count, line.Pointer);
                    for (var j = 0; j < plan->_multiplier; j++)
                    {
                        var sum = sums.Pointer + j * plan->_taps + tap;
                        *sum = DepthwiseLines<V, T>.Dot(line.Pointer, plan->_y + (plane * plan->_multiplier + j) * count, count, *sum);
                    }
                }
            }
            for (var i = 0; i < outputs; i++) plan->_weights[(nint)part * outputs + i] = V.Sum(sums.Pointer[i]);
        }
    }
}
