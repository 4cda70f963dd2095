using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The gradient of a convolution's weights as dot products along the output positions.</summary>
/// <remarks>
/// dw[o, k] = Σ_n,i dy[n, o, i] · x[n, i + offset(k)]: both operands run along i, so that neither is transposed. At
/// stride 1 x is read in place (see <see cref="ConvolutionImage"/>), and dy is copied into a line with zeros at the
/// positions that wrap round a row; else the rows of the virtual matrix of windows are written out, 48 at a time. A
/// chunk of some 1,000 positions of a tile's rows of dy stays in the first-level cache while x passes by. The positions
/// of all images fall into at most 16 parts, by the sizes alone; each part has its own sums, added in order at the end.
/// What is lost: the wrapping positions, and adding up 24 accumulators across their lanes per chunk. An infinity in x
/// meets those zeros as well, so that it turns its channel's whole gradient into NaN, not only the taps that see it.
/// </remarks>
internal unsafe struct ConvolutionWeightGradient<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private const int TasksWanted = 16;
    private const int TriplesPerTile = 16;
    private const long SumsLimit = 1 << 24;

    private ConvolutionGeometry _g;
    private ConvolutionVolume _output;
    private ConvolutionImage _image;
    private bool _inPlace;
    private T* _x, _dy, _sums;
    private int* _offsets;
    private nint _imageStep, _sumsSize;
    private int _taps, _triples, _rowPanels, _positions, _pieces, _parts, _splits;
    private long _units;

    private static int Rows => MatMulTile<V, T>.Rows;

    /// <summary>The positions of a chunk: a tile's rows of them take half of a first-level cache of 48 KiB or more.</summary>
    private static int ChunkLength => 32768 / (Rows * sizeof(T)) / V.Width * V.Width;

    /// <summary>Computes dw.</summary>
    public static void Run(T* x, T* dy, T* dw, in ConvolutionGeometry geometry)
    {
        var plan = new ConvolutionWeightGradient<V, T> { _g = geometry, _x = x, _dy = dy };
        new Span<T>(dw, checked((int)geometry.W.Count)).Clear();
        if (geometry.Batch == 0) return;
        plan.Lay();
        plan.Compute(dw);
    }

    private void Lay()
    {
        _inPlace = ConvolutionInPlace<V, T>.Fits(_g);
        if (_inPlace)
        {
            _output = ConvolutionVolume.Of(_g.Output);
            _image = new(_g.InChannels, ConvolutionVolume.Of(_g.Input), ConvolutionVolume.Of(_g.Padding, 0), _output);
            // A unit is a piece of one output plane of one image.
            _positions = _image.Positions;
            _pieces = (_positions + ChunkLength - 1) / ChunkLength;
            _units = (long)_g.Batch * _output.D * _pieces;
        }
        else
        {
            // A unit is a chunk of the positions of all images, end to end.
            _positions = (int)_g.Output.Count;
            _units = ((long)_g.Batch * _positions + ChunkLength - 1) / ChunkLength;
        }
        _imageStep = (nint)_g.InChannels * (int)_g.Input.Count;
        _taps = (int)_g.Taps;
        _triples = (_taps + 2) / 3;
        _rowPanels = (_g.GroupOutChannels + Rows - 1) / Rows;
        _sumsSize = (nint)_g.Groups * _rowPanels * _triples * Rows * 3;
        _parts = (int)Math.Min(Math.Clamp(SumsLimit / _sumsSize, 1, TasksWanted), _units);
        _splits = Math.Clamp(TasksWanted / (_parts * _g.Groups), 1, (_triples + TriplesPerTile - 1) / TriplesPerTile);
    }

    private void Compute(T* dw)
    {
        using var sums = new Scratch<T>(_sumsSize * _parts);
        using var offsets = new Scratch<int>(_triples * 3);
        using var padded = new Scratch<T>(_inPlace && _image.IsPadded ? _g.Batch * _image.PaddedSize : 0);
        _sums = sums.Pointer;
        _offsets = offsets.Pointer;
        new Span<T>(_sums, checked((int)(_sumsSize * _parts))).Clear();
        fixed (ConvolutionWeightGradient<V, T>* plan = &this)
        {
            ConvolutionColumns<V, T>? columns = null;
            if (_inPlace)
            {
                _image.Offsets(_g.GroupInChannels, ConvolutionVolume.Of(_g.Kernel), ConvolutionVolume.Of(_g.Dilation), depthFirst: false, _offsets);
                for (var k = _taps; k < _triples * 3; k++) _offsets[k] = _offsets[_taps - 1];
                if (_image.IsPadded)
                {
                    WorkerPool.For(_g.Batch, new PadImages(plan, padded.Pointer));
                    _x = padded.Pointer;
                    _imageStep = _image.PaddedSize;
                }
            }
            else
            {
                columns = new(_g);
            }
            WorkerPool.For(_parts * _g.Groups * _splits, new SumParts(plan, columns));
            WorkerPool.For(_g.OutChannels, new AddParts(plan, dw));
        }
    }

    /// <summary>Puts zeros round one image.</summary>
    private readonly struct PadImages(ConvolutionWeightGradient<V, T>* plan, T* padded) : IParts
    {
        public void Invoke(int part) =>
            plan->_image.Pad<V, T>(plan->_x + part * plan->_imageStep, plan->_image.Channels, padded + part * plan->_image.PaddedSize);
    }

    /// <summary>Sums one part of the positions, for one group and a share of its taps.</summary>
    private readonly struct SumParts(ConvolutionWeightGradient<V, T>* plan, ConvolutionColumns<V, T>? columns) : IParts
    {
        public void Invoke(int part)
        {
            var split = part % plan->_splits;
            part /= plan->_splits;
            var group = part % plan->_g.Groups;
            part /= plan->_g.Groups;
            int first = (int)((long)plan->_triples * split / plan->_splits), last = (int)((long)plan->_triples * (split + 1) / plan->_splits);
            long begin = plan->_units * part / plan->_parts, end = plan->_units * (part + 1) / plan->_parts;
            var sums = plan->_sums + part * plan->_sumsSize + (nint)group * plan->_rowPanels * plan->_triples * Rows * 3;
            if (columns is null) plan->SumInPlace(group, first, last, begin, end, sums);
            else plan->SumColumns(columns, group, first, last, begin, end, sums);
        }
    }

    /// <summary>dw [O, taps] of one output channel = the parts' sums in order.</summary>
    private readonly struct AddParts(ConvolutionWeightGradient<V, T>* plan, T* dw) : IParts
    {
        public void Invoke(int part)
        {
            int group = part / plan->_g.GroupOutChannels, o = part % plan->_g.GroupOutChannels;
            var sums = plan->_sums + ((nint)group * plan->_rowPanels + o / Rows) * plan->_triples * Rows * 3 + o % Rows * 3;
            var target = dw + (nint)part * plan->_taps;
            for (var k = 0; k < plan->_taps; k++)
            {
                var source = sums + (nint)(k / 3) * Rows * 3 + k % 3;
                var sum = *source;
                for (var p = 1; p < plan->_parts; p++) sum += source[p * plan->_sumsSize];
                target[k] = sum;
            }
        }
    }

    private readonly void SumInPlace(int group, int firstTriple, int lastTriple, long begin, long end, T* sums)
    {
        var most = Math.Max(1, ChunkLength / _positions);
        // One lane more than a chunk needs: Widen writes up to a lane of zeros past its end, where the next row's chunk begins.
        var step = (Math.Min(_positions, ChunkLength) + V.Width - 1) / V.Width * V.Width + V.Width;
        var ld = most * step;
        using var lines = new Scratch<T>((nint)_rowPanels * Rows * ld + V.Width);
        using var segments = new Scratch<DotSegment>(most);
        new Span<T>(lines.Pointer, _rowPanels * Rows * ld).Clear();
        var x = _x + (nint)group * _g.GroupInChannels * _image.ChannelStep;
        for (var unit = begin; unit < end; unit += most)
        {
            var count = (int)Math.Min(most, end - unit);
            for (var s = 0; s < count; s++)
            {
                var (plane, piece) = Math.DivRem(unit + s, _pieces);
                var (image, depth) = Math.DivRem(plane, _output.D);
                int first = (int)piece * ChunkLength, length = Math.Min(ChunkLength, _positions - first);
                segments.Pointer[s] = new((nint)image * _imageStep + (nint)depth * _image.PlaneStep + first, s * step, length);
                for (var o = 0; o < _g.GroupOutChannels; o++)
                    _image.Widen<V, T>(
                        _dy + (((nint)image * _g.OutChannels + (nint)group * _g.GroupOutChannels + o) * _output.D + (nint)depth) * _output.H * _output.W,
                        first, length, _output.W, lines.Pointer + (nint)o * ld + s * step);
            }
            for (var p = 0; p < _rowPanels; p++)
                for (var t = firstTriple; t < lastTriple; t++)
                    MatMulTile<V, T>.Dot(
                        x, _offsets + 3 * t, lines.Pointer + (nint)p * Rows * ld, ld, segments.Pointer, count,
                        sums + ((nint)p * _triples + t) * Rows * 3);
        }
    }

    private readonly void SumColumns(ConvolutionColumns<V, T> columns, int group, int firstTriple, int lastTriple, long begin, long end, T* sums)
    {
        int ld = ChunkLength, kernel = (int)_g.Kernel.Count;
        using var dys = new Scratch<T>((nint)_rowPanels * Rows * ld);
        using var lines = new Scratch<T>((nint)TriplesPerTile * 3 * ld);
        var offsets = stackalloc int[TriplesPerTile * 3];
        for (var k = 0; k < TriplesPerTile * 3; k++) offsets[k] = k * ld;
        new Span<T>(dys.Pointer, _rowPanels * Rows * ld).Clear();
        for (var unit = begin; unit < end; unit++)
        {
            var start = unit * ld;
            var segment = new DotSegment(0, 0, (int)Math.Min(ld, (long)_g.Batch * _positions - start));
            for (var at = 0; at < segment.Length;)
            {
                var (image, first, count) = ConvolutionStretch.Of(start, at, segment.Length, _positions);
                for (var o = 0; o < _g.GroupOutChannels; o++)
                {
                    var source = _dy + (image * _g.OutChannels + (nint)group * _g.GroupOutChannels + o) * _positions + first;
                    new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(dys.Pointer + (nint)o * ld + at, count));
                }
                at += count;
            }
            for (var tile = firstTriple; tile < lastTriple; tile += TriplesPerTile)
            {
                var triples = Math.Min(TriplesPerTile, lastTriple - tile);
                for (var line = 0; line < triples * 3; line++)
                {
                    var (channel, tap) = Math.DivRem(Math.Min(tile * 3 + line, _taps - 1), kernel);
                    for (var at = 0; at < segment.Length;)
                    {
                        var (image, first, count) = ConvolutionStretch.Of(start, at, segment.Length, _positions);
                        var plane = _x + image * _imageStep + ((nint)group * _g.GroupInChannels + channel) * (nint)_g.Input.Count;
                        columns.Read(plane, tap, first, first + count, lines.Pointer + (nint)line * ld + at);
                        at += count;
                    }
                }
                for (var p = 0; p < _rowPanels; p++)
                    for (var t = 0; t < triples; t++)
                        MatMulTile<V, T>.Dot(
                            lines.Pointer, offsets + 3 * t, dys.Pointer + (nint)p * Rows * ld, ld, &segment, 1,
                            sums + ((nint)p * _triples + tile + t) * Rows * 3);
            }
        }
    }
}
