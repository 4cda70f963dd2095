using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Convolution of any rank, stride, padding and dilation through tiles of the virtual matrix of windows.</summary>
/// <remarks>
/// y[o, i] = Σ_k w[o, k] · col[k, i]. The output positions of all images form one line of columns, so that small planes
/// fill whole tiles; a task takes 384 of them, writes out 192 rows of the matrix at a time, and multiplies them with
/// all output channels. Writing an element out costs about as much as 16 to 32 multiply-adds with it, which limits
/// layers of few channels. The gradient to the input is the adjoint: col = wᵀ · dy, tile by tile, added into the
/// planes that a task owns (the channels of an image, or of several small ones).
/// </remarks>
internal unsafe struct ConvolutionUnfolded<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private const int Chunk = 192;
    private const int TasksWanted = 32;
    private const int TileRows = 256;

    private ConvolutionGeometry _g;
    private T* _x, _bias, _y, _panels;
    private int _positions, _input, _kernel, _rows, _sum, _rowPanels, _blockColumns, _panelsPerTask, _channelsPerTask, _imagesPerTask;

    private static int Rows => MatMulTile<V, T>.Rows;

    private static int Columns => MatMulTile<V, T>.Columns;

    private readonly int RowBlocks => (_rowPanels + _panelsPerTask - 1) / _panelsPerTask;

    private readonly int ChannelBlocks => (_g.GroupInChannels + _channelsPerTask - 1) / _channelsPerTask;

    // From one row of a tile to the next: not a multiple of 4 KiB, so that a column's elements lie in different sets of the cache.
    private readonly int Step => _blockColumns + 16;

    /// <summary>y = x ∗ w (+ bias).</summary>
    public static void Forward(T* x, T* w, T* bias, T* y, in ConvolutionGeometry g)
    {
        var plan = new ConvolutionUnfolded<V, T> { _g = g, _x = x, _bias = bias, _y = y, _rows = g.GroupOutChannels, _sum = (int)g.Taps };
        plan.Forward(w);
    }

    /// <summary>dx = the adjoint of the forward pass, applied to dy.</summary>
    public static void InputGradient(T* dy, T* w, T* dx, in ConvolutionGeometry g)
    {
        var plan = new ConvolutionUnfolded<V, T> { _g = g, _x = dx, _y = dy, _sum = g.GroupOutChannels };
        plan.InputGradient(w);
    }

    private void Forward(T* w)
    {
        Lay();
        _rowPanels = (_rows + Rows - 1) / Rows;
        _panelsPerTask = _rowPanels;
        var all = (long)_g.Batch * _positions;
        var blocks = checked((int)((all + _blockColumns - 1) / _blockColumns));
        while (blocks * _g.Groups * RowBlocks < TasksWanted && _panelsPerTask * Rows > 64) _panelsPerTask = (_panelsPerTask + 1) / 2;
        using var panels = new Scratch<T>((long)_g.Groups * _rowPanels * Rows * _sum);
        _panels = panels.Pointer;
        var columns = new ConvolutionColumns<V, T>(_g);
        fixed (ConvolutionUnfolded<V, T>* plan = &this)
        {
            for (var group = 0; group < _g.Groups; group++)
                WorkerPool.For(_rowPanels, new PackWeights(plan, w, group));
            WorkerPool.For(blocks * _g.Groups * RowBlocks, new Convolve(plan, columns));
        }
    }

    private void InputGradient(T* w)
    {
        Lay();
        _channelsPerTask = Math.Clamp(TileRows / _kernel, 1, _g.GroupInChannels);
        _imagesPerTask = Math.Clamp(_blockColumns / Math.Max(1, _positions), 1, _g.Batch);
        _rows = _channelsPerTask * _kernel;
        _rowPanels = (_rows + Rows - 1) / Rows;
        using var panels = new Scratch<T>((long)_g.Groups * ChannelBlocks * _rowPanels * Rows * _sum);
        _panels = panels.Pointer;
        var columns = new ConvolutionColumns<V, T>(_g);
        fixed (ConvolutionUnfolded<V, T>* plan = &this)
        {
            WorkerPool.For(_g.Groups * ChannelBlocks, new PackTransposed(plan, w));
            WorkerPool.For((_g.Batch + _imagesPerTask - 1) / _imagesPerTask * _g.Groups * ChannelBlocks, new Scatter(plan, columns));
        }
    }

    private void Lay()
    {
        (_positions, _input, _kernel) = ((int)_g.Output.Count, (int)_g.Input.Count, (int)_g.Kernel.Count);
        _blockColumns = 8 * Columns;
        // Few positions in all: smaller blocks, for more tasks.
        while (_blockColumns > Columns && (long)_g.Batch * _positions * _g.Groups < (long)_blockColumns * TasksWanted) _blockColumns -= Columns;
    }

    /// <summary>Packs the weights of one panel of output channels.</summary>
    private readonly struct PackWeights(ConvolutionUnfolded<V, T>* plan, T* w, int group) : IParts
    {
        public void Invoke(int part)
        {
            int first = part * Rows, count = Math.Min(Rows, plan->_rows - first), sum = plan->_sum;
            MatMulPacking<V, T>.Transpose(
                w + ((nint)group * plan->_rows + first) * sum, sum, count, Rows, sum,
                plan->_panels + ((nint)group * plan->_rowPanels + part) * Rows * sum);
        }
    }

    /// <summary>Packs the transposed weights of one block of input channels: row (c, u), sum over o.</summary>
    private readonly struct PackTransposed(ConvolutionUnfolded<V, T>* plan, T* w) : IParts
    {
        public void Invoke(int part)
        {
            var g = plan->_g;
            int group = part / plan->ChannelBlocks, firstChannel = part % plan->ChannelBlocks * plan->_channelsPerTask;
            var rows = Math.Min(plan->_channelsPerTask, g.GroupInChannels - firstChannel) * plan->_kernel;
            var step = g.GroupInChannels * plan->_kernel;
            var source = w + (nint)group * g.GroupOutChannels * step + (nint)firstChannel * plan->_kernel;
            var panels = plan->_panels + (nint)part * plan->_rowPanels * Rows * plan->_sum;
            for (var first = 0; first < rows; first += Rows, panels += (nint)Rows * plan->_sum)
                MatMulPacking<V, T>.Copy(source + first, step, Math.Min(Rows, rows - first), Rows, plan->_sum, panels);
        }
    }

    /// <summary>Computes one block of columns of y.</summary>
    private readonly struct Convolve(ConvolutionUnfolded<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var rowBlock = part % plan->RowBlocks;
            part /= plan->RowBlocks;
            plan->ForwardBlock(columns, part % plan->_g.Groups, rowBlock * plan->_panelsPerTask, (long)(part / plan->_g.Groups) * plan->_blockColumns);
        }
    }

    /// <summary>Computes the planes of a block of channels of some images of dx.</summary>
    private readonly struct Scatter(ConvolutionUnfolded<V, T>* plan, ConvolutionColumns<V, T> columns) : IParts
    {
        public void Invoke(int part)
        {
            var block = part % plan->ChannelBlocks;
            part /= plan->ChannelBlocks;
            plan->GradientBlock(columns, part % plan->_g.Groups, block, part / plan->_g.Groups * plan->_imagesPerTask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void ForwardBlock(ConvolutionColumns<V, T> columns, int group, int firstPanel, long start)
    {
        var width = (int)Math.Min(_blockColumns, (long)_g.Batch * _positions - start);
        var panelCount = Math.Min(_panelsPerTask, _rowPanels - firstPanel);
        using var tile = new Scratch<T>((long)Chunk * Step);
        using var block = new Scratch<T>((long)panelCount * Rows * Step);
        var offsets = stackalloc int[Chunk];
        for (var k = 0; k < Chunk; k++) offsets[k] = k * Step;
        var panels = _panels + ((nint)group * _rowPanels + firstPanel) * Rows * _sum;
        for (var begin = 0; begin < _sum; begin += Chunk)
        {
            var count = Math.Min(Chunk, _sum - begin);
            for (var k = 0; k < count; k++)
            {
                var (channel, tap) = Math.DivRem(begin + k, _kernel);
                for (var at = 0; at < width;)
                {
                    var (image, first, length) = ConvolutionStretch.Of(start, at, width, _positions);
                    var plane = _x + (image * _g.InChannels + (nint)group * _g.GroupInChannels + channel) * _input;
                    columns.Read(plane, tap, first, first + length, tile.Pointer + (nint)k * Step + at);
                    at += length;
                }
            }
            for (var column = 0; column < width; column += Columns)
                for (var p = 0; p < panelCount; p++)
                    MatMulTile<V, T>.Multiply(
                        count, panels + ((nint)p * _sum + begin) * Rows, tile.Pointer + column, offsets,
                        block.Pointer + (nint)p * Rows * Step + column, Step, Math.Min(Columns, width - column), begin > 0);
        }

        var rows = Math.Min(panelCount * Rows, _rows - firstPanel * Rows);
        for (var o = 0; o < rows; o++)
        {
            var channel = group * _rows + firstPanel * Rows + o;
            var bias = _bias == null ? V.Of(0) : V.Broadcast(_bias + channel);
            for (var at = 0; at < width;)
            {
                var (image, first, length) = ConvolutionStretch.Of(start, at, width, _positions);
                T* source = block.Pointer + (nint)o * Step + at, target = _y + (image * _g.OutChannels + channel) * _positions + first;
                for (var j = 0; j < length; j += V.Width) V.StorePart(V.Load(source + j) + bias, target + j, length - j);
                at += length;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void GradientBlock(ConvolutionColumns<V, T> columns, int group, int channelBlock, int firstImage)
    {
        var firstChannel = channelBlock * _channelsPerTask;
        int channels = Math.Min(_channelsPerTask, _g.GroupInChannels - firstChannel), images = Math.Min(_imagesPerTask, _g.Batch - firstImage);
        using var tile = new Scratch<T>((long)_sum * Step);
        using var block = new Scratch<T>((long)_rowPanels * Rows * Step);
        using var offsets = new Scratch<int>(_sum);
        for (var o = 0; o < _sum; o++) offsets.Pointer[o] = o * Step;
        for (var n = firstImage; n < firstImage + images; n++)
            new Span<T>(Plane(n, group, firstChannel), channels * _input).Clear();

        var panels = _panels + ((nint)group * ChannelBlocks + channelBlock) * _rowPanels * Rows * _sum;
        long start = (long)firstImage * _positions, end = start + (long)images * _positions;
        for (; start < end; start += _blockColumns)
        {
            var width = (int)Math.Min(_blockColumns, end - start);
            for (var at = 0; at < width;)
            {
                var (image, first, length) = ConvolutionStretch.Of(start, at, width, _positions);
                for (var o = 0; o < _sum; o++)
                {
                    var source = _y + (image * _g.OutChannels + (nint)group * _sum + o) * _positions + first;
                    new ReadOnlySpan<T>(source, length).CopyTo(new Span<T>(tile.Pointer + (nint)o * Step + at, length));
                }
                at += length;
            }
            for (var begin = 0; begin < _sum; begin += Chunk)
                for (var column = 0; column < width; column += Columns)
                    for (var p = 0; p * Rows < channels * _kernel; p++)
                        MatMulTile<V, T>.Multiply(
                            Math.Min(Chunk, _sum - begin), panels + ((nint)p * _sum + begin) * Rows, tile.Pointer + column, offsets.Pointer + begin,
                            block.Pointer + (nint)p * Rows * Step + column, Step, Math.Min(Columns, width - column), begin > 0);
            for (var row = 0; row < channels * _kernel; row++)
            {
                var (channel, tap) = Math.DivRem(row, _kernel);
                for (var at = 0; at < width;)
                {
                    var (image, first, length) = ConvolutionStretch.Of(start, at, width, _positions);
                    columns.Add(block.Pointer + (nint)row * Step + at, tap, first, first + length, Plane((int)image, group, firstChannel + channel));
                    at += length;
                }
            }
        }
    }

    private readonly T* Plane(int image, int group, int channel) =>
        _x + (image * _g.InChannels + (nint)group * _g.GroupInChannels + channel) * _input;
}
