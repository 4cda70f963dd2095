using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The virtual matrix of windows, row by row: row u of a plane holds what tap u sees at each output position.</summary>
/// <remarks>It serves every rank, stride, padding and dilation; only the rows and columns that a tile needs are ever written out.</remarks>
internal sealed unsafe class ConvolutionColumns<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private readonly ConvolutionRow[] _rows;
    private readonly int[] _starts;
    private readonly int _step;

    /// <summary>Lists the runs of each tap.</summary>
    public ConvolutionColumns(in ConvolutionGeometry geometry)
    {
        _rows = ConvolutionRows.Of(geometry, out _step);
        Array.Sort(_rows, (a, b) => a.Tap != b.Tap ? a.Tap.CompareTo(b.Tap) : a.Y.CompareTo(b.Y));
        _starts = new int[geometry.Kernel.Count + 1];
        foreach (var row in _rows) _starts[row.Tap + 1]++;
        for (var tap = 1; tap < _starts.Length; tap++) _starts[tap] += _starts[tap - 1];
    }

    /// <summary>line[i − first] = what tap sees of plane at output position i, for first ≤ i &lt; last; zeros on the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(T* plane, int tap, int first, int last, T* line)
    {
        var at = first;
        for (var r = First(tap, first); r < _starts[tap + 1] && _rows[r].Y < last; r++)
        {
            var row = _rows[r];
            int from = Math.Max(row.Y, first), to = Math.Min(row.Y + row.Count, last);
            T* source = plane + row.X + (nint)(from - row.Y) * _step, target = line + (from - first);
            for (; at < from; at++) line[at - first] = T.Zero;
            at = to;
            var count = to - from;
            if (_step == 1)
            {
                var i = 0;
                for (; i + V.Width <= count; i += V.Width) V.Store(V.Load(source + i), target + i);
                if (i < count) V.StorePart(V.LoadPart(source + i, count - i), target + i, count - i);
            }
            else
            {
                for (var i = 0; i < count; i++) target[i] = source[(nint)i * _step];
            }
        }
        for (; at < last; at++) line[at - first] = T.Zero;
    }

    /// <summary>The adjoint of <see cref="Read"/>: adds line[i − first] where tap sees the plane at output position i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(T* line, int tap, int first, int last, T* plane)
    {
        for (var r = First(tap, first); r < _starts[tap + 1] && _rows[r].Y < last; r++)
        {
            var row = _rows[r];
            int from = Math.Max(row.Y, first), to = Math.Min(row.Y + row.Count, last);
            T* target = plane + row.X + (nint)(from - row.Y) * _step, source = line + (from - first);
            var count = to - from;
            if (_step == 1)
            {
                var i = 0;
                for (; i + V.Width <= count; i += V.Width) V.Store(V.Load(target + i) + V.Load(source + i), target + i);
                for (; i < count; i++) target[i] += source[i];
            }
            else
            {
                for (var i = 0; i < count; i++) target[(nint)i * _step] += source[i];
            }
        }
    }

    /// <summary>The first run of a tap that ends after a position.</summary>
    private int First(int tap, int position)
    {
        int low = _starts[tap], high = _starts[tap + 1];
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Y + _rows[middle].Count <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
