using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Convolution with one input channel per group: y[n, c·m + j] = x[n, c] ∗ w[c·m + j].</summary>
/// <remarks>
/// There is no sum over channels for a tile to reuse an operand in, so each plane is computed on its own. At stride 1 a
/// vector of neighbouring positions stays in a register while all taps pass over it: one load per multiply-add, which
/// limits it. The positions form one line that runs over the rows (see <see cref="ConvolutionImage"/>), so that small
/// planes fill vectors too. Other strides go tap by tap through a row of the virtual matrix of windows.
/// </remarks>
internal unsafe struct Depthwise<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private ConvolutionGeometry _g;
    private ConvolutionImage _image;
    private ConvolutionVolume _output;
    private T* _x, _w, _bias, _y;
    private int* _offsets;
    private int _multiplier, _taps, _input, _positions, _lineLength, _planesPerPart;

    /// <summary>Whether a convolution is of this kind.</summary>
    public static bool Fits(in ConvolutionGeometry g) => g.Groups == g.InChannels && g.Groups > 1;

    /// <summary>y = x ∗ w (+ bias).</summary>
    public static void Forward(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g)
    {
        var plan = new Depthwise<V, T> { _x = x, _w = w, _bias = bias, _y = y };
        plan.Lay(g);
        if (!ConvolutionInPlace<V, T>.IsPlain(g))
        {
            WorkerPool.For(plan.PlaneParts, new ForwardByTaps(&plan, new(g)));
            return;
        }
        plan.Lay(g, ConvolutionVolume.Of(g.Input), ConvolutionVolume.Of(g.Padding, 0), ConvolutionVolume.Of(g.Output));
        using var offsets = new Scratch<int>(plan._taps);
        plan._offsets = offsets.Pointer;
        plan._image.Offsets(1, ConvolutionVolume.Of(g.Kernel), ConvolutionVolume.Of(g.Dilation), false, plan._offsets);
        WorkerPool.For(plan.PlaneParts, new ForwardInPlace(&plan));
    }

    /// <summary>dx = the adjoint of the forward pass, applied to dy.</summary>
    public static void InputGradient(T* dy, T* w, T* dx, in ConvolutionGeometry g)
    {
        var plan = new Depthwise<V, T> { _x = dx, _w = w, _y = dy };
        plan.Lay(g);
        if (!ConvolutionInPlace<V, T>.IsPlain(g) || ConvolutionInPlace<V, T>.AdjointPadding(g) is not { D: >= 0, H: >= 0, W: >= 0 } padding)
        {
            WorkerPool.For(plan.PlaneParts, new GradientByTaps(&plan, new(g)));
            return;
        }
        plan.Lay(g, ConvolutionVolume.Of(g.Output), padding, ConvolutionVolume.Of(g.Input));
        using var offsets = new Scratch<int>(plan._taps);
        plan._offsets = offsets.Pointer;
        plan._image.Offsets(1, ConvolutionVolume.Of(g.Kernel), ConvolutionVolume.Of(g.Dilation), false, plan._offsets);
        // The gradient's window is the kernel turned round: its taps meet the offsets in the opposite order.
        new Span<int>(plan._offsets, plan._taps).Reverse();
        WorkerPool.For(plan.PlaneParts, new GradientInPlace(&plan));
    }

    /// <summary>dw = the adjoint of the forward pass in w, applied to dy.</summary>
    public static void WeightGradient(T* x, T* dy, T* dw, in ConvolutionGeometry g)
    {
        var plan = new Depthwise<V, T> { _x = x, _w = dw, _y = dy };
        plan.Lay(g);
        WorkerPool.For(g.InChannels, new WeightGradientByTaps(&plan, new(g)));
    }

    private void Lay(in ConvolutionGeometry g)
    {
        _g = g;
        (_multiplier, _taps) = (g.OutChannels / g.InChannels, (int)g.Kernel.Count);
        (_input, _positions) = ((int)g.Input.Count, (int)g.Output.Count);
        // Small planes are taken several at a time, so that a part is worth handing out.
        _planesPerPart = Math.Max(1, 8192 / (_input + _positions));
    }

    private readonly int PlaneParts => (_g.Batch * _g.InChannels + _planesPerPart - 1) / _planesPerPart;

    private readonly int EndOf(int part) => Math.Min(_g.Batch * _g.InChannels, (part + 1) * _planesPerPart);

    private void Lay(in ConvolutionGeometry g, ConvolutionVolume input, ConvolutionVolume padding, ConvolutionVolume output)
    {
        _image = new(1, input, padding, output);
        _output = output;
        _lineLength = (_image.Positions + V.Width - 1) / V.Width * V.Width;
    }

    /// <summary>The planes of y that come from one plane of x, at stride 1.</summary>
    private readonly struct ForwardInPlace(Depthwise<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            using var copy = new Scratch<T>(plan->_image.IsPadded ? plan->_image.PaddedSize : 0);
            using var line = new Scratch<T>(plan->_lineLength);
            for (int plane = part * plan->_planesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var x = plan->Padded(plan->_x + (nint)plane * plan->_input, copy.Pointer);
                for (var j = 0; j < plan->_multiplier; j++)
                    for (var d = 0; d < plan->_output.D; d++)
                    {
                        plan->Line(x + (nint)d * plan->_image.PlaneStep, plan->_w + (nint)(channel + j) * plan->_taps, line.Pointer, false);
                        var y = plan->_y + ((nint)plane * plan->_multiplier + j) * plan->_positions + (nint)d * plan->_output.H * plan->_output.W;
                        var bias = plan->_bias == null ? V.Of(0) : V.Broadcast(plan->_bias + channel + j);
                        plan->_image.Keep<V, T>(line.Pointer, 0, plan->_image.Positions, plan->_output.W, bias, y);
                    }
            }
        }
    }

    /// <summary>One plane of dx, at stride 1.</summary>
    private readonly struct GradientInPlace(Depthwise<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            using var copy = new Scratch<T>(plan->_image.IsPadded ? plan->_image.PaddedSize : 0);
            using var lines = new Scratch<T>((long)plan->_output.D * plan->_lineLength);
            for (int plane = part * plan->_planesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                for (var j = 0; j < plan->_multiplier; j++)
                {
                    var dy = plan->Padded(plan->_y + ((nint)plane * plan->_multiplier + j) * plan->_positions, copy.Pointer);
                    for (var d = 0; d < plan->_output.D; d++)
                        plan->Line(
                            dy + (nint)d * plan->_image.PlaneStep, plan->_w + (nint)(channel + j) * plan->_taps,
                            lines.Pointer + (nint)d * plan->_lineLength, j > 0);
                }
                for (var d = 0; d < plan->_output.D; d++)
                    plan->_image.Keep<V, T>(
                        lines.Pointer + (nint)d * plan->_lineLength, 0, plan->_image.Positions, plan->_output.W, V.Of(0),
                        plan->_x + (nint)plane * plan->_input + (nint)d * plan->_output.H * plan->_output.W);
            }
        }
    }

    /// <summary>The planes of y that come from one plane of x, at any stride.</summary>
    private readonly struct ForwardByTaps(Depthwise<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var count = plan->_positions;
            using var line = new Scratch<T>(count);
            for (int plane = part * plan->_planesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var y = plan->_y + (nint)plane * plan->_multiplier * count;
                for (var j = 0; j < plan->_multiplier; j++)
                    new Span<T>(y + (nint)j * count, count).Fill(plan->_bias == null ? T.Zero : plan->_bias[channel + j]);
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    columns.Read(plan->_x + (nint)plane * plan->_input, tap, 0, count, line.Pointer);
                    for (var j = 0; j < plan->_multiplier; j++)
                        AddScaled(line.Pointer, plan->_w + (nint)(channel + j) * plan->_taps + tap, y + (nint)j * count, count);
                }
            }
        }
    }

    /// <summary>One plane of dx, at any stride.</summary>
    private readonly struct GradientByTaps(Depthwise<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var count = plan->_positions;
            using var line = new Scratch<T>(count);
            for (int plane = part * plan->_planesPerPart, end = plan->EndOf(part); plane < end; plane++)
            {
                var channel = plane % plan->_g.InChannels * plan->_multiplier;
                var dx = plan->_x + (nint)plane * plan->_input;
                new Span<T>(dx, plan->_input).Clear();
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    new Span<T>(line.Pointer, count).Clear();
                    for (var j = 0; j < plan->_multiplier; j++)
                        AddScaled(
                            plan->_y + ((nint)plane * plan->_multiplier + j) * count, plan->_w + (nint)(channel + j) * plan->_taps + tap,
                            line.Pointer, count);
                    columns.Add(line.Pointer, tap, 0, count, dx);
                }
            }
        }
    }

    /// <summary>The weights' gradient of one input channel: over all images in order, each lane its own sums until the end.</summary>
    private readonly struct WeightGradientByTaps(Depthwise<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            int count = plan->_positions, outputs = plan->_multiplier * plan->_taps;
            using var line = new Scratch<T>(count);
            using var sums = new Scratch<V>(outputs);
            for (var i = 0; i < outputs; i++) sums.Pointer[i] = V.Of(0);
            for (var n = 0; n < plan->_g.Batch; n++)
            {
                var image = (nint)n * plan->_g.InChannels + part;
                for (var tap = 0; tap < plan->_taps; tap++)
                {
                    columns.Read(plan->_x + image * plan->_input, tap, 0, count, line.Pointer);
                    for (var j = 0; j < plan->_multiplier; j++)
                    {
                        var sum = sums.Pointer + j * plan->_taps + tap;
                        *sum = Dot(line.Pointer, plan->_y + (image * plan->_multiplier + j) * count, count, *sum);
                    }
                }
            }
            for (var i = 0; i < outputs; i++) plan->_w[(nint)part * outputs + i] = V.Sum(sums.Pointer[i]);
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
            var (s0, s1) = accumulate ? (V.Load(line + i), V.Load(line + i + V.Width)) : (V.Of(0), V.Of(0));
            for (var u = 0; u < taps; u++)
            {
                var (tap, source) = (V.Broadcast(w + u), (nint)(x + offsets[u] + i));
                s0 = V.Fma(tap, V.Load((T*)source), s0);
                s1 = V.Fma(tap, V.Load((T*)source + V.Width), s1);
            }
            V.Store(s0, line + i);
            V.Store(s1, line + i + V.Width);
        }
        for (; i < _lineLength; i += V.Width)
        {
            var sum = accumulate ? V.Load(line + i) : V.Of(0);
            for (var u = 0; u < taps; u++) sum = V.Fma(V.Broadcast(w + u), V.Load(x + offsets[u] + i), sum);
            V.Store(sum, line + i);
        }
    }

    /// <summary>y += x · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(T* x, T* scale, T* y, int count)
    {
        var (factor, i) = (V.Broadcast(scale), 0);
        for (; i + V.Width <= count; i += V.Width) V.Store(V.Fma(factor, V.Load(x + i), V.Load(y + i)), y + i);
        if (i < count) V.StorePart(V.Fma(factor, V.LoadPart(x + i, count - i), V.LoadPart(y + i, count - i)), y + i, count - i);
    }

    /// <summary>sum + Σ x · y, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Dot(T* x, T* y, int count, V sum)
    {
        var i = 0;
        for (; i + V.Width <= count; i += V.Width) sum = V.Fma(V.Load(x + i), V.Load(y + i), sum);
        return i < count ? V.Fma(V.LoadPart(x + i, count - i), V.LoadPart(y + i, count - i), sum) : sum;
    }
}
