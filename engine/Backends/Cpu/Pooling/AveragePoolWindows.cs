using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The average of each window, window by window: for windows of varying or very large size, global pooling among them.</summary>
internal readonly unsafe struct AveragePoolWindows<T, S, V>(T* x, T* y, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    /// <inheritdoc/>
    public long Work => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        var from = x + plane * geometry.Input.Count;
        var to = y + plane * geometry.Output.Count;
        for (var row = 0; row < tables.OutputRows; row++)
            for (var i = 0; i < geometry.Output[^1]; i++)
            {
                var (start, end, step, divisor) = tables.Axis[i];
                var sum = 0.0;
                foreach (var input in tables.Inputs(row))
                {
                    var line = from + (long)input * geometry.Input[^1];
                    if (step == 1) sum = RunReduction.Join<Sum, T, S, V>(default, sum, line + start, Math.Max(0, end - start));
                    else for (var tap = start; tap < end; tap += step) sum += double.CreateTruncating(line[tap]);
                }
                *to++ = T.CreateTruncating(sum / (tables.Divisor(row) * divisor));
            }
    }
}
