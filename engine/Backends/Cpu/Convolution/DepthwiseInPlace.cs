using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Convolution of stride 1 with one input channel per group, plane by plane: y[n, c·m + j] = x[n, c] ∗ w[c·m + j].</summary>
/// <remarks>
/// There is no sum over channels for a tile to reuse an operand in. A vector of neighbouring positions stays in a
/// register while all taps pass over it: one load per multiply-add, which limits it. The positions form one line that
/// runs over the rows (see <see cref="ConvolutionImage"/>), so that small planes fill vectors too. The gradient to the
/// input is the same with the kernel turned round; the gradient to the weights has a sum per tap, each lane its own
/// until the end, over all images in order.
/// </remarks>
internal unsafe struct DepthwiseInPlace<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private ConvolutionGeometry _g;
    private ConvolutionImage _image;
    private ConvolutionVolume _output;
    private T* _source, _weights, _bias, _target;
    private int* _offsets;
    private int _multiplier, _taps, _lineLength;

    /// <summary>Whether the forward pass and the gradient to the weights can go this way.</summary>
    public static bool Fits(in ConvolutionGeometry g) => ConvolutionInPlace<V, T>.IsPlain(g);

    /// <summary>Whether the gradient to the input can.</summary>
    public static bool FitsGradient(in ConvolutionGeometry g) =>
        Fits(g) && ConvolutionInPlace<V, T>.AdjointPadding(g) is { D: >= 0, H: >= 0, W: >= 0 };

    /// <summary>y = x ∗ w (+ bias).</summary>
    public static void Forward(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g)
    {
        var plan = new DepthwiseInPlace<V, T> { _source = x, _weights = w, _bias = bias, _target = y };
        using var offsets = new Scratch<int>(g.Kernel.Count);
        plan.Lay(g, g.Input, ConvolutionVolume.Of(g.Padding, 0), g.Output, offsets.Pointer);
        WorkerPool.For(plan.PlaneParts, new ForwardPlanes(&plan));
    }

    /// <summary>dx = the adjoint of the forward pass, applied to dy.</summary>
    public static void InputGradient(T* dy, T* w, T* dx, in ConvolutionGeometry g)
    {
        var plan = new DepthwiseInPlace<V, T> { _source = dy, _weights = w, _target = dx };
        using var offsets = new Scratch<int>(g.Kernel.Count);
        plan.Lay(g, g.Output, ConvolutionInPlace<V, T>.AdjointPadding(g), g.Input, offsets.Pointer);
        // The kernel turned round: its taps meet the offsets in the opposite order.
        new Span<int>(offsets.Pointer, plan._taps).Reverse();
        WorkerPool.For(plan.PlaneParts, new GradientPlanes(&plan));
    }

    /// <summary>dw = the adjoint of the forward pass in w, applied to dy.</summary>
    public static void WeightGradient(T* x, T* dy, T* dw, in ConvolutionGeometry g)
    {
        var plan = new DepthwiseInPlace<V, T> { _source = x, _weights = dw, _target = dy };
        using var offsets = new Scratch<int>(g.Kernel.Count);
        plan.Lay(g, g.Input, ConvolutionVolume.Of(g.Padding, 0), g.Output, offsets.Pointer);
        WorkerPool.For(g.InChannels, new WeightGradients(&plan));
    }

    private void Lay(in ConvolutionGeometry g, Shape input, ConvolutionVolume padding, Shape output, int* offsets)
    {
        _g = g;
        _output = ConvolutionVolume.Of(output);
        _image = new(1, ConvolutionVolume.Of(input), padding, _output);
        (_multiplier, _taps) = (g.OutChannels / g.InChannels, (int)g.Kernel.Count);
        _lineLength = (_image.Positions + V.Width - 1) / V.Width * V.Width;
        _offsets = offsets;
        _image.Offsets(1, ConvolutionVolume.Of(g.Kernel), ConvolutionVolume.Of(g.Dilation), depthFirst: false, offsets);
    }

    // Small planes are taken several at a time, so that a part is worth handing out.
    private readonly int PlanesPerPart => Math.Max(1, 8192 / (_image.Input.Count + _output.Count));

    private readonly int PlaneParts => (_g.Batch * _g.InChannels + PlanesPerPart - 1) / PlanesPerPart;

    private readonly int EndOf(int part) => Math.Min(_g.Batch * _g.InChannels, (part + 1) * PlanesPerPart);

    private readonly nint OutputPlane => (nint)_output.H * _output.W;

    /// <summary>The planes of y that come from some planes of x.</summary>
    private readonly struct ForwardPlanes(DepthwiseInPlace<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            using var copy = new Scratch<T>(plan->_image.PaddedSize);
            using var line = new Scratch<T>(plan->_lineLength);
            for (int plane = part * plan->PlanesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var x = plan->Padded(plan->_source + (nint)plane * plan->_image.Input.Count, copy.Pointer);
                for (var j = 0; j < plan->_multiplier; j++)
                {
                    var bias = plan->_bias == null ? V.Of(0) : V.Broadcast(plan->_bias + channel + j);
                    var y = plan->_target + ((nint)plane * plan->_multiplier + j) * plan->_output.Count;
                    for (var d = 0; d < plan->_output.D; d++)
                    {
                        plan->Line(x + (nint)d * plan->_image.PlaneStep, plan->_weights + (nint)(channel + j) * plan->_taps, line.Pointer, false);
                        plan->_image.Keep<V, T>(line.Pointer, 0, plan->_image.Positions, plan->_output.W, bias, y + d * plan->OutputPlane);
                    }
                }
            }
        }
    }

    /// <summary>Some planes of dx, each the sum over the planes of dy that x's plane led to.</summary>
    private readonly struct GradientPlanes(DepthwiseInPlace<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            using var copy = new Scratch<T>(plan->_image.PaddedSize);
            using var lines = new Scratch<T>((long)plan->_output.D * plan->_lineLength);
            for (int plane = part * plan->PlanesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                for (var j = 0; j < plan->_multiplier; j++)
                {
                    var dy = plan->Padded(plan->_source + ((nint)plane * plan->_multiplier + j) * plan->_image.Input.Count, copy.Pointer);
                    for (var d = 0; d < plan->_output.D; d++)
                        plan->Line(
                            dy + (nint)d * plan->_image.PlaneStep, plan->_weights + (nint)(channel + j) * plan->_taps,
                            lines.Pointer + (nint)d * plan->_lineLength, j > 0);
                }
                var dx = plan->_target + (nint)plane * plan->_output.Count;
                for (var d = 0; d < plan->_output.D; d++)
                    plan->_image.Keep<V, T>(
                        lines.Pointer + (nint)d * plan->_lineLength, 0, plan->_image.Positions, plan->_output.W, V.Of(0), dx + d * plan->OutputPlane);
            }
        }
    }

    /// <summary>The gradients of the weights of one input channel.</summary>
    private readonly struct WeightGradients(DepthwiseInPlace<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            int outputs = plan->_multiplier * plan->_taps, count = plan->_image.Positions;
            using var copy = new Scratch<T>(plan->_image.PaddedSize);
            using var line = new Scratch<T>(plan->_lineLength + V.Width);
            using var sums = new Scratch<V>(outputs);
            for (var i = 0; i < outputs; i++) sums.Pointer[i] = V.Of(0);
            for (var n = 0; n < plan->_g.Batch; n++)
            {
                var plane = (nint)n * plan->_g.InChannels + part;
                var x = plan->Padded(plan->_source + plane * plan->_image.Input.Count, copy.Pointer);
                for (var j = 0; j < plan->_multiplier; j++)
                    for (var d = 0; d < plan->_output.D; d++)
                    {
                        var dy = plan->_target + (plane * plan->_multiplier + j) * plan->_output.Count + d * plan->OutputPlane;
                        plan->_image.Widen<V, T>(dy, 0, count, plan->_output.W, line.Pointer);
                        for (var u = 0; u < plan->_taps; u++)
                        {
                            var sum = sums.Pointer + j * plan->_taps + u;
                            *sum = DepthwiseLines<V, T>.Dot(x + (nint)d * plan->_image.PlaneStep + plan->_offsets[u], line.Pointer, count, *sum);
                        }
                    }
            }
            for (var i = 0; i < outputs; i++) plan->_weights[(nint)part * outputs + i] = V.Sum(sums.Pointer[i]);
        }
    }

    private readonly T* Padded(T* plane, T* copy)
    {
        if (!_image.IsPadded) return plane;
        _image.Pad<V, T>(plane, 1, copy);
        return copy;
    }

    /// <summary>line [Positions] = (or +=) Σ_u w[u] · x[position + offset(u)]: two vectors at a time, so that two sums are under way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Line(T* x, T* w, T* line, bool accumulate)
    {
        int i = 0, taps = _taps;
        var offsets = _offsets;
        for (; i + 2 * V.Width <= _lineLength; i += 2 * V.Width)
        {
            V s0 = accumulate ? V.Load(line + i) : V.Of(0), s1 = accumulate ? V.Load(line + i + V.Width) : V.Of(0);
            for (var u = 0; u < taps; u++)
            {
                var tap = V.Broadcast(w + u);
                var source = x + offsets[u] + i;
                s0 = V.Fma(tap, V.Load(source), s0);
                s1 = V.Fma(tap, V.Load(source + V.Width), s1);
            }
            V.Store(s0, line + i);
            V.Store(s1, line + i + V.Width);
        }
        if (i == _lineLength) return;
        var sum = accumulate ? V.Load(line + i) : V.Of(0);
        for (var u = 0; u < taps; u++) sum = V.Fma(V.Broadcast(w + u), V.Load(x + offsets[u] + i), sum);
        V.Store(sum, line + i);
    }
}
