using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Gives each output's gradient in equal shares to its window, a lane of outputs at a time.</summary>
internal readonly unsafe struct AveragePoolGradientPhases<T, V>(T* dy, T* dx, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly PoolPhases<T, V> _phases = new(geometry);
    private readonly long _inputs = geometry.Input.Count, _outputs = geometry.Output.Count;

    /// <inheritdoc/>
    public long Work => _phases.Size + 2 * _phases.OutputRoom;

    /// <inheritdoc/>
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        T* divisors = work + _phases.Size, shares = divisors + _phases.OutputRoom;
        for (var i = 0; i < _phases.OutputRoom; i++)
            divisors[i] = T.CreateTruncating(i < _phases.Outputs ? tables.Axis[i].Divisor : 1);
        new Span<T>(work, checked((int)_phases.Size)).Clear();

        var offsets = stackalloc int[_phases.MostTaps];
        for (var row = 0; row < tables.OutputRows; row++)
        {
            var count = 0;
            foreach (var input in tables.Inputs(row))
                for (var tap = 0; tap < _phases.Taps; tap++) offsets[count++] = _phases.Offset(input, tap);
            Row(dy + plane * _outputs + (long)row * _phases.Outputs, _phases.Outputs, work, offsets, count, divisors, tables.Divisor(row), shares);
        }
        _phases.Merge(work, dx + plane * _inputs);
    }

    // Tap by tap, since neighbouring taps overlap: a load right behind a store that covers only half of it has to wait.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* dy, int n, T* lines, int* offsets, int taps, T* divisors, double divisor, T* shares)
    {
        for (var i = 0; i < n; i += V.Width)
            V.Store(V.LoadPart(dy + i, n - i) / (V.Of(divisor) * V.Load(divisors + i)), shares + i);
        for (var tap = 0; tap < taps; tap++)
        {
            var line = lines + offsets[tap];
            for (var i = 0; i < n; i += V.Width) V.Store(V.Load(line + i) + V.Load(shares + i), line + i);
        }
    }
}
