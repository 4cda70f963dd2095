using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The average of each window, a lane of outputs at a time.</summary>
internal readonly unsafe struct AveragePoolPhases<T, V>(T* x, T* y, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly PoolPhases<T, V> _phases = new(geometry);
    private readonly long _inputs = geometry.Input.Count, _outputs = geometry.Output.Count;

    /// <inheritdoc/>
    public long Work => _phases.Size + _phases.OutputRoom;

    /// <inheritdoc/>
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        var divisors = work + _phases.Size;
        _phases.Split(x + plane * _inputs, work, T.Zero);
        for (var i = 0; i < _phases.OutputRoom; i++)
            divisors[i] = T.CreateTruncating(i < _phases.Outputs ? tables.Axis[i].Divisor : 1);

        var offsets = stackalloc int[_phases.MostTaps];
        for (var row = 0; row < tables.OutputRows; row++)
        {
            var count = 0;
            foreach (var input in tables.Inputs(row))
                for (var tap = 0; tap < _phases.Taps; tap++) offsets[count++] = _phases.Offset(input, tap);
            Row(work, offsets, count, divisors, tables.Divisor(row), y + plane * _outputs + (long)row * _phases.Outputs, _phases.Outputs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* lines, int* offsets, int taps, T* divisors, double divisor, T* y, int n)
    {
        for (var i = 0; i < n; i += V.Width)
        {
            var sum = V.Of(0);
            for (var tap = 0; tap < taps; tap++) sum += V.Load(lines + offsets[tap] + i);
            V.StorePart(sum / (V.Of(divisor) * V.Load(divisors + i)), y + i, n - i);
        }
    }
}
