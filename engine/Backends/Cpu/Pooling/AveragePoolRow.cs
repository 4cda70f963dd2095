using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The average of each window.</summary>
internal readonly unsafe struct AveragePoolRow<T, S, V>(T* x, T* y, PoolGeometry geometry) : IPoolRow
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    private readonly int _outputs = geometry.Output[^1];
    private readonly long _inputPlane = geometry.Input.Count, _outputPlane = geometry.Output.Count;

    /// <inheritdoc/>
    public void Begin(long plane) { }

    /// <inheritdoc/>
    public void Row(long plane, int row, ReadOnlySpan<int> inputs, double divisor, PoolAxis axis)
    {
        var from = x + plane * _inputPlane;
        var to = y + plane * _outputPlane + (long)row * _outputs;
        var (first, end) = (0, 0);
        if (!geometry.Adaptive && geometry.Stride[^1] == 1)
        {
            // The windows that lie whole inside the row: there neighbouring outputs read neighbouring inputs.
            var (reach, padding) = ((geometry.Kernel[^1] - 1) * geometry.Dilation[^1], geometry.Padding[^1]);
            first = Math.Min(padding, _outputs);
            end = Math.Clamp(geometry.Input[^1] - reach + padding, first, _outputs);
            if (end > first) Whole(from - padding + first, inputs, to + first, end - first, divisor * axis[first].Divisor);
        }
        Each(from, inputs, axis, to, 0, first, divisor);
        Each(from, inputs, axis, to, end, _outputs, divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(T* x, ReadOnlySpan<int> inputs, PoolAxis axis, T* y, int start, int end, double divisor)
    {
        for (var i = start; i < end; i++)
        {
            var (from, to, step, extent) = axis[i];
            var sum = 0.0;
            foreach (var input in inputs)
                if (step == 1 && to - from >= V.Width) sum = RunReduction.Join<Sum, T, S, V>(default, sum, x + input + from, to - from);
                else for (var tap = input + from; tap < input + to; tap += step) sum += double.CreateTruncating(x[tap]);
            y[i] = T.CreateTruncating(sum / (divisor * extent));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Whole(T* x, ReadOnlySpan<int> inputs, T* y, int n, double divisor)
    {
        var (taps, dilation) = (geometry.Kernel[^1], geometry.Dilation[^1]);
        for (var i = 0; i < n; i += V.Width)
        {
            var sum = V.Of(0);
            foreach (var input in inputs)
                for (var tap = input; tap < input + taps * dilation; tap += dilation) sum += V.LoadPart(x + i + tap, n - i);
            V.StorePart(sum / V.Of(divisor), y + i, n - i);
        }
    }
}
