using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Gives each output's gradient in equal shares to its window, window by window: for windows of varying or very large size.</summary>
internal readonly unsafe struct AveragePoolGradientWindows<T, V>(T* dy, T* dx, PoolGeometry geometry) : IPoolPlane<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    /// <inheritdoc/>
    public long Work => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Plane(long plane, in PoolTables tables, T* work)
    {
        var (inputs, columns) = (geometry.Input.Count, geometry.Input[^1]);
        var from = dy + plane * geometry.Output.Count;
        var to = dx + plane * inputs;
        new Span<T>(to, checked((int)inputs)).Clear();
        for (var row = 0; row < tables.OutputRows; row++)
            for (var i = 0; i < geometry.Output[^1]; i++)
            {
                var (start, end, step, divisor) = tables.Axis[i];
                var share = T.CreateTruncating(double.CreateTruncating(*from++) / (tables.Divisor(row) * divisor));
                foreach (var input in tables.Inputs(row))
                {
                    var line = to + (long)input * columns;
                    if (step == 1) Accumulate<T, V>.Repeat(&share, line + start, end - start);
                    else for (var tap = start; tap < end; tap += step) line[tap] += share;
                }
            }
    }
}
