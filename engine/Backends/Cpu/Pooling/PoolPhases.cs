namespace NeuralCore.Backends;

/// <summary>A plane rearranged so that neighbouring outputs read neighbouring numbers whatever the stride: row by row, the columns of each remainder by the stride stand together, with padding at both ends.</summary>
/// <remarks>
/// Output o reads at tap t the column c = o·s − p + t·d. With phase f = t·d mod s and place j = o + ⌊t·d / s⌋ that is
/// c = j·s + f − p, so line f holds column j·s + f − p at place j, and a tap is a constant distance from o.
/// </remarks>
internal readonly unsafe struct PoolPhases<T, V> where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly int _stride, _padding, _dilation, _columns, _pitch, _rows;

    // The taps of a window stand on the stack.
    private const int TapsOnStack = 1024;

    /// <summary>The plan for windows of one size.</summary>
    public PoolPhases(in PoolGeometry geometry)
    {
        (_stride, _padding, _dilation) = (geometry.Stride[^1], geometry.Padding[^1], geometry.Dilation[^1]);
        (Taps, Outputs, _columns) = (geometry.Kernel[^1], geometry.Output[^1], geometry.Input[^1]);
        OutputRoom = (Outputs + V.Width - 1) / V.Width * V.Width;
        _pitch = OutputRoom + (Taps - 1) * _dilation / _stride;
        _rows = (int)(geometry.Input.Count / Math.Max(1, _columns));
        MostTaps = (int)geometry.Kernel.Count;
    }

    /// <summary>Whether all windows have the same, moderate size.</summary>
    public static bool Suits(in PoolGeometry geometry) => !geometry.Adaptive && geometry.Kernel.Count <= TapsOnStack;

    /// <summary>The outputs of a row.</summary>
    public int Outputs { get; }

    /// <summary>The same, rounded up to whole lanes.</summary>
    public int OutputRoom { get; }

    /// <summary>The taps along a row.</summary>
    public int Taps { get; }

    /// <summary>The taps of a window.</summary>
    public int MostTaps { get; }

    /// <summary>The stride along a row.</summary>
    public int Stride => _stride;

    /// <summary>The elements that a rearranged plane takes.</summary>
    public long Size => (long)_rows * _stride * _pitch;

    /// <summary>How far a tap's element stands behind the output's place.</summary>
    public int Offset(int inputRow, int tap) => (inputRow * _stride + tap * _dilation % _stride) * _pitch + tap * _dilation / _stride;

    /// <summary>A tap's position in the plane, less the stride times the output's place.</summary>
    public int Position(int inputRow, int tap) => inputRow * _columns + tap * _dilation - _padding;

    /// <summary>Rearranges a plane.</summary>
    public void Split(T* plane, T* lines, T padding)
    {
        for (var row = 0; row < _rows; row++, plane += _columns)
            for (var phase = 0; phase < _stride; phase++, lines += _pitch)
            {
                var (first, end) = Inside(phase);
                new Span<T>(lines, first).Fill(padding);
                var source = plane + phase - _padding;
                if (_stride == 1) new Span<T>(source + first, end - first).CopyTo(new(lines + first, end - first));
                else for (var j = first; j < end; j++) lines[j] = source[(long)j * _stride];
                new Span<T>(lines + end, _pitch - end).Fill(padding);
            }
    }

    /// <summary>Puts a plane back together from its lines; columns that no window reaches become zero.</summary>
    public void Merge(T* lines, T* plane)
    {
        new Span<T>(plane, _rows * _columns).Clear();
        for (var row = 0; row < _rows; row++, plane += _columns)
            for (var phase = 0; phase < _stride; phase++, lines += _pitch)
            {
                var (first, end) = Inside(phase);
                for (var j = first; j < end; j++) plane[(long)j * _stride + phase - _padding] = lines[j];
            }
    }

    // The places of a phase's line that are columns of the plane.
    private (int First, int End) Inside(int phase)
    {
        var first = Math.Clamp((_padding - phase + _stride - 1) / _stride, 0, _pitch);
        return (first, Math.Clamp((_columns + _padding - phase + _stride - 1) / _stride, first, _pitch));
    }
}
