using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Convolution of stride 1 as a matrix product whose second operand is the image itself.</summary>
/// <remarks>
/// y[o, i] = Σ_k w[o, k] · x[i + offset(k)]: row k of the virtual matrix of windows is the image, shifted, so it needs
/// no copy, and the tile reads it through a table of offsets (see <see cref="ConvolutionImage"/>). The gradient to the
/// input is the same sum with flipped weights, the channels' roles exchanged, and padding d·(k − 1) − p.
/// The weights are packed in the order (depth tap, channel, rows of taps): the depth taps that fall on padding are the
/// first or last of the sum and are left out, so depth needs no zeros. A task computes whole images, or blocks of
/// 64 channels × 1,000 positions where there are few; the sum goes in chunks of 448, so that the rows which a
/// chunk reads stay in the first-level cache while all channels use them. What is lost: positions that wrap round a
/// row (W − output W of each W), and loads that straddle cache lines.
/// </remarks>
internal unsafe struct ConvolutionInPlace<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private const int Chunk = 448;
    private const int TasksWanted = 32;

    private int _batch, _groups, _inChannels, _outChannels, _sum, _sumPerDepth;
    private ConvolutionVolume _kernel, _output, _padding, _dilation;
    private ConvolutionImage _image;
    private T* _x, _bias, _y, _panels, _padded;
    private int* _offsets;
    private int _rowPanels, _panelsPerJob, _columnsPerJob, _jobs, _partsPerImage;

    private static int Rows => MatMulTile<V, T>.Rows;

    private static int Columns => MatMulTile<V, T>.Columns;

    /// <summary>Whether the forward pass can go this way without wasting half of the work.</summary>
    public static bool Fits(in ConvolutionGeometry g) =>
        IsPlain(g) && IsWorthwhile(g.InChannels, ConvolutionVolume.Of(g.Input), ConvolutionVolume.Of(g.Padding, 0), ConvolutionVolume.Of(g.Output));

    /// <summary>Whether the gradient to the input can.</summary>
    public static bool FitsGradient(in ConvolutionGeometry g) => IsPlain(g) && AdjointPadding(g) is { D: >= 0, H: >= 0, W: >= 0 } padding
        && IsWorthwhile(g.OutChannels, ConvolutionVolume.Of(g.Output), padding, ConvolutionVolume.Of(g.Input));

    /// <summary>y = x ∗ w (+ bias).</summary>
    public static void Forward(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g)
    {
        var plan = new ConvolutionInPlace<V, T>
        {
            _inChannels = g.GroupInChannels,
            _outChannels = g.GroupOutChannels,
            _output = ConvolutionVolume.Of(g.Output),
            _padding = ConvolutionVolume.Of(g.Padding, 0),
            _x = x,
            _bias = bias,
            _y = y,
        };
        plan.Compute(g, ConvolutionVolume.Of(g.Input), w, g.GroupInChannels * (int)g.Kernel.Count, (int)g.Kernel.Count, flip: false);
    }

    /// <summary>dx = the adjoint of the forward pass, applied to dy.</summary>
    public static void InputGradient(T* dy, T* w, T* dx, in ConvolutionGeometry g)
    {
        var plan = new ConvolutionInPlace<V, T>
        {
            _inChannels = g.GroupOutChannels,
            _outChannels = g.GroupInChannels,
            _output = ConvolutionVolume.Of(g.Input),
            _padding = AdjointPadding(g),
            _x = dy,
            _y = dx,
        };
        plan.Compute(g, ConvolutionVolume.Of(g.Output), w, (int)g.Kernel.Count, g.GroupInChannels * (int)g.Kernel.Count, flip: true);
    }

    /// <summary>Whether all strides are 1 and there are at most three spatial dimensions.</summary>
    public static bool IsPlain(in ConvolutionGeometry g)
    {
        if (g.SpatialRank > 3) return false;
        foreach (var stride in g.Stride.AsSpan())
            if (stride != 1) return false;
        return true;
    }

    private static bool IsWorthwhile(int channels, ConvolutionVolume input, ConvolutionVolume padding, ConvolutionVolume output)
    {
        var image = new ConvolutionImage(channels, input, padding, output);
        return (long)channels * image.ChannelStep < int.MaxValue && 2 * output.H * output.W >= (image.Positions + V.Width - 1) / V.Width * V.Width;
    }

    /// <summary>The padding that turns the gradient to the input into a convolution: d·(k − 1) − p.</summary>
    public static ConvolutionVolume AdjointPadding(in ConvolutionGeometry g)
    {
        ConvolutionVolume kernel = ConvolutionVolume.Of(g.Kernel), padding = ConvolutionVolume.Of(g.Padding, 0), dilation = ConvolutionVolume.Of(g.Dilation);
        return new(
            dilation.D * (kernel.D - 1) - padding.D,
            dilation.H * (kernel.H - 1) - padding.H,
            dilation.W * (kernel.W - 1) - padding.W);
    }

    private void Compute(in ConvolutionGeometry g, ConvolutionVolume input, T* w, int rowStep, int channelStep, bool flip)
    {
        (_batch, _groups) = (g.Batch, g.Groups);
        (_kernel, _dilation) = (ConvolutionVolume.Of(g.Kernel), ConvolutionVolume.Of(g.Dilation));
        _image = new(_inChannels * _groups, input, _padding with { D = 0 }, _output);
        _sumPerDepth = _inChannels * _kernel.H * _kernel.W;
        _sum = _sumPerDepth * _kernel.D;
        _rowPanels = (_outChannels + Rows - 1) / Rows;
        _panelsPerJob = Math.Min(_rowPanels, 64 / Rows);
        _columnsPerJob = Math.Min(1008 / Columns * Columns, (_image.Positions + V.Width - 1) / V.Width * V.Width);
        _jobs = _groups * _output.D * ColumnBlocks * RowBlocks;
        _partsPerImage = _batch >= TasksWanted ? 1 : Math.Min(_jobs, (TasksWanted + _batch - 1) / _batch);

        using var panels = new Scratch<T>((long)_groups * _rowPanels * Rows * _sum);
        using var offsets = new Scratch<int>(_sum);
        using var padded = new Scratch<T>(_image.IsPadded && _partsPerImage > 1 ? _batch * _image.PaddedSize : 0);
        _panels = panels.Pointer;
        _offsets = offsets.Pointer;
        _padded = padded.Pointer;
        _image.Offsets(_inChannels, _kernel, _dilation, depthFirst: true, _offsets);
        fixed (ConvolutionInPlace<V, T>* plan = &this)
        {
            WorkerPool.For(_groups * _rowPanels, new PackWeights(plan, w, rowStep, channelStep, flip));
            if (_image.IsPadded && _partsPerImage > 1) WorkerPool.For(_batch, new PadImages(plan));
            WorkerPool.For(_batch * _partsPerImage, new Convolve(plan));
        }
    }

    private readonly int ColumnBlocks => (_image.Positions + _columnsPerJob - 1) / _columnsPerJob;

    private readonly int RowBlocks => (_rowPanels + _panelsPerJob - 1) / _panelsPerJob;

    private readonly nint ImageSize => (nint)_groups * _inChannels * _image.Input.Count;

    /// <summary>Packs the weights of one panel of output channels.</summary>
    private readonly struct PackWeights(ConvolutionInPlace<V, T>* plan, T* w, int rowStep, int channelStep, bool flip) : IParts
    {
        public void Invoke(int part)
        {
            int group = part / plan->_rowPanels, first = part % plan->_rowPanels * Rows;
            int channels = plan->_inChannels, taps = plan->_kernel.Count, plane = plan->_kernel.H * plan->_kernel.W;
            var source = w + (nint)group * plan->_outChannels * channels * taps + (nint)first * rowStep;
            var panel = plan->_panels + (nint)part * Rows * plan->_sum;
            var count = Math.Min(Rows, plan->_outChannels - first);
            for (var d = 0; d < plan->_kernel.D; d++)
                for (var c = 0; c < channels; c++)
                    for (var u = d * plane; u < (d + 1) * plane; u++, panel += Rows)
                        for (var r = 0; r < Rows; r++)
                            panel[r] = r < count ? source[(nint)r * rowStep + (nint)c * channelStep + (flip ? taps - 1 - u : u)] : T.Zero;
        }
    }

    /// <summary>Puts zeros round one image, where several tasks share it.</summary>
    private readonly struct PadImages(ConvolutionInPlace<V, T>* plan) : IParts
    {
        public void Invoke(int part) =>
            plan->_image.Pad<V, T>(plan->_x + part * plan->ImageSize, plan->_image.Channels, plan->_padded + part * plan->_image.PaddedSize);
    }

    /// <summary>Computes some of an image's jobs.</summary>
    private readonly struct Convolve(ConvolutionInPlace<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            int image = part / plan->_partsPerImage, share = part % plan->_partsPerImage;
            long first = (long)plan->_jobs * share / plan->_partsPerImage, last = (long)plan->_jobs * (share + 1) / plan->_partsPerImage;
            var copies = plan->_image.IsPadded && plan->_partsPerImage == 1;
            using var copy = new Scratch<T>(copies ? plan->_image.PaddedSize : 0);
            using var block = new Scratch<T>((nint)plan->_panelsPerJob * Rows * plan->_columnsPerJob);
            var x = plan->_x + image * plan->ImageSize;
            if (copies) plan->_image.Pad<V, T>(x, plan->_image.Channels, copy.Pointer);
            if (plan->_image.IsPadded) x = copies ? copy.Pointer : plan->_padded + image * plan->_image.PaddedSize;
            for (var job = first; job < last; job++) plan->Job(image, (int)job, x, block.Pointer);
        }
    }

    /// <summary>Computes a block of output channels at a block of positions of one output plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Job(int image, int job, T* x, T* block)
    {
        var firstPanel = job % RowBlocks * _panelsPerJob;
        job /= RowBlocks;
        var first = job % ColumnBlocks * _columnsPerJob;
        job /= ColumnBlocks;
        int depth = job % _output.D, group = job / _output.D;

        int columns = Math.Min(_columnsPerJob, _image.Positions - first), panels = Math.Min(_panelsPerJob, _rowPanels - firstPanel);
        // The depth taps that see the image: front ≤ tap · dilation < D + front, where front is how far the window begins before it.
        var front = _padding.D - depth;
        var firstTap = Math.Max(0, (front + _dilation.D - 1) / _dilation.D);
        var lastTap = Math.Min(_kernel.D, (_image.Input.D + front + _dilation.D - 1) / _dilation.D);
        int begin = firstTap * _sumPerDepth, length = Math.Max(0, lastTap - firstTap) * _sumPerDepth;

        var source = x + (nint)group * _inChannels * _image.ChannelStep - (nint)front * _image.PlaneStep + first;
        var weights = _panels + ((nint)group * _rowPanels + firstPanel) * Rows * _sum;
        if (length == 0) new Span<T>(block, panels * Rows * _columnsPerJob).Clear();
        var chunks = (length + Chunk - 1) / Chunk;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            int k = begin + (int)((long)length * chunk / chunks), end = begin + (int)((long)length * (chunk + 1) / chunks);
            for (var column = 0; column < columns; column += Columns)
                for (var p = 0; p < panels; p++)
                    MatMulTile<V, T>.Multiply(
                        end - k, weights + ((nint)p * _sum + k) * Rows, source + column, _offsets + k,
                        block + (nint)p * Rows * _columnsPerJob + column, _columnsPerJob, Math.Min(Columns, columns - column), chunk > 0);
        }

        var channels = Math.Min(panels * Rows, _outChannels - firstPanel * Rows);
        for (var o = 0; o < channels; o++)
        {
            var channel = group * _outChannels + firstPanel * Rows + o;
            var bias = _bias == null ? V.Of(0) : V.Broadcast(_bias + channel);
            var target = _y + (((nint)image * _groups * _outChannels + channel) * _output.D + depth) * _output.H * _output.W;
            _image.Keep<V, T>(block + (nint)o * _columnsPerJob, first, columns, _output.W, bias, target);
        }
    }
}
