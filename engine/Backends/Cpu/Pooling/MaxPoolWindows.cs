using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The largest of each window and its position, window by window: for windows of varying or very large size.</summary>
internal readonly unsafe struct MaxPoolWindows<T>(T* x, T* y, long* indices, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public long Work => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        var from = x + plane * geometry.Input.Count;
        var (to, columns) = (plane * geometry.Output.Count, geometry.Input[^1]);
        for (var row = 0; row < tables.OutputRows; row++)
            for (var i = 0; i < geometry.Output[^1]; i++, to++)
            {
                var (start, end, step, _) = tables.Axis[i];
                var inputs = tables.Inputs(row);
                var best = inputs[0] * columns + start;
                var largest = from[best];
                foreach (var input in inputs)
                    for (var tap = input * columns + start; tap < input * columns + end; tap += step)
                    {
                        var value = from[tap];
                        if (value <= largest || T.IsNaN(largest)) continue;
                        (best, largest) = (tap, value);
                    }
                (y[to], indices[to]) = (largest, best);
            }
    }
}
