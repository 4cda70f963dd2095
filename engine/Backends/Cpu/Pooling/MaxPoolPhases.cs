using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The largest of each window and its position, a lane of outputs at a time; a lane of numbers carries the positions.</summary>
internal readonly unsafe struct MaxPoolPhases<T, V>(T* x, T* y, long* indices, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly PoolPhases<T, V> _phases = new(geometry);
    private readonly long _inputs = geometry.Input.Count, _outputs = geometry.Output.Count;

    /// <summary>Whether windows have one size, and T holds every position exactly.</summary>
    public static bool Suits(in PoolGeometry geometry) =>
        PoolPhases<T, V>.Suits(geometry) && (V.IsDouble || geometry.Input.Count < 1 << 24);

    /// <inheritdoc/>
    public long Work => _phases.Size + _phases.OutputRoom + _phases.MostTaps;

    /// <inheritdoc/>
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        T* first = work + _phases.Size, positions = first + _phases.OutputRoom;
        _phases.Split(x + plane * _inputs, work, T.NegativeInfinity);
        for (var i = 0; i < _phases.OutputRoom; i++)
            first[i] = T.CreateTruncating(i < _phases.Outputs ? tables.Axis[i].Start - i * _phases.Stride : 0);

        var offsets = stackalloc int[_phases.MostTaps];
        for (var row = 0; row < tables.OutputRows; row++)
        {
            var count = 0;
            var inputs = tables.Inputs(row);
            foreach (var input in inputs)
                for (var tap = 0; tap < _phases.Taps; tap++, count++)
                {
                    offsets[count] = _phases.Offset(input, tap);
                    positions[count] = T.CreateTruncating(_phases.Position(input, tap));
                }
            var to = plane * _outputs + (long)row * _phases.Outputs;
            Row(work, offsets, positions, count, first, inputs[0] * geometry.Input[^1], y + to, indices + to, _phases.Outputs, _phases.Stride);
        }
    }

    // Begins with −∞ at the first tap inside, so that padding, −∞ as well, never takes its place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* lines, int* offsets, T* positions, int taps, T* first, int firstRow, T* y, long* indices, int n, int stride)
    {
        var lane = stackalloc T[V.Width];
        for (var i = 0; i < n; i += V.Width)
        {
            var (largest, best) = (V.Of(double.NegativeInfinity), V.Load(first + i) + V.Of(firstRow));
            for (var tap = 0; tap < taps; tap++)
            {
                // Unless it is at most the largest so far, or that is NaN, a value takes over: a NaN too.
                var (value, position) = (V.Load(lines + offsets[tap] + i), V.Broadcast(positions + tap));
                best = V.SelectGreaterOrEqual(largest, value, best, V.SelectEqual(largest, largest, position, best));
                largest = V.SelectGreaterOrEqual(largest, value, largest, V.SelectEqual(largest, largest, value, largest));
            }
            V.StorePart(largest, y + i, n - i);
            V.Store(best, lane);
            var here = Math.Min(V.Width, n - i);
            for (var j = 0; j < here; j++) indices[i + j] = long.CreateTruncating(lane[j]) + (i + j) * stride;
        }
    }
}
