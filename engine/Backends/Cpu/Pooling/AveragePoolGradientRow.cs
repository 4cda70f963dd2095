using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Gives each output's gradient in equal shares to its window.</summary>
internal readonly unsafe struct AveragePoolGradientRow<T, V>(T* dy, T* dx, PoolGeometry geometry) : IPoolRow
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly int _outputs = geometry.Output[^1];
    private readonly long _inputPlane = geometry.Input.Count, _outputPlane = geometry.Output.Count;

    /// <inheritdoc/>
    public void Begin(long plane) => new Span<T>(dx + plane * _inputPlane, (int)_inputPlane).Clear();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(long plane, int row, ReadOnlySpan<int> inputs, double divisor, PoolAxis axis)
    {
        var from = dy + plane * _outputPlane + (long)row * _outputs;
        var to = dx + plane * _inputPlane;
        for (var i = 0; i < _outputs; i++)
        {
            var (start, end, step, extent) = axis[i];
            var share = T.CreateTruncating(double.CreateTruncating(from[i]) / (divisor * extent));
            foreach (var input in inputs)
                if (step == 1 && end - start >= V.Width) Accumulate<T, V>.Repeat(&share, to + input + start, end - start);
                else for (var tap = input + start; tap < input + end; tap += step) to[tap] += share;
        }
    }
}
