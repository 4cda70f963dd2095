using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The largest of each window and where it stands: the first in row-major order, a NaN before all.</summary>
internal readonly unsafe struct MaxPoolRow<T, V>(T* x, T* y, long* indices, PoolGeometry geometry) : IPoolRow
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    // Up to here a float holds every position exactly, so that lanes can carry it beside the value.
    private const int MostPositionsInFloat = 1 << 24;

    private readonly int _outputs = geometry.Output[^1];
    private readonly long _inputPlane = geometry.Input.Count, _outputPlane = geometry.Output.Count;

    /// <inheritdoc/>
    public void Begin(long plane) { }

    /// <inheritdoc/>
    public void Row(long plane, int row, ReadOnlySpan<int> inputs, double divisor, PoolAxis axis)
    {
        var from = x + plane * _inputPlane;
        var to = plane * _outputPlane + (long)row * _outputs;
        var (first, end) = (0, 0);
        if (!geometry.Adaptive && geometry.Stride[^1] == 1 && (V.IsDouble || _inputPlane < MostPositionsInFloat))
        {
            // The windows that lie whole inside the row: there neighbouring outputs read neighbouring inputs.
            var (reach, padding) = ((geometry.Kernel[^1] - 1) * geometry.Dilation[^1], geometry.Padding[^1]);
            first = Math.Min(padding, _outputs);
            end = Math.Clamp(geometry.Input[^1] - reach + padding, first, _outputs);
            Whole(from - padding + first, inputs, y + to + first, indices + to + first, end - first, first - padding);
        }
        Each(from, inputs, axis, y + to, indices + to, 0, first);
        Each(from, inputs, axis, y + to, indices + to, end, _outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(T* x, ReadOnlySpan<int> inputs, PoolAxis axis, T* y, long* indices, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var (from, to, step, _) = axis[i];
            var best = inputs[0] + from;
            var largest = x[best];
            foreach (var input in inputs)
                for (var tap = input + from; tap < input + to; tap += step)
                {
                    var value = x[tap];
                    if (!(value > largest) && !(T.IsNaN(value) && !T.IsNaN(largest))) continue;
                    (best, largest) = (tap, value);
                }
            (y[i], indices[i]) = (largest, best);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Whole(T* x, ReadOnlySpan<int> inputs, T* y, long* indices, int n, int offset)
    {
        var (taps, dilation) = (geometry.Kernel[^1], geometry.Dilation[^1]);
        var lanes = stackalloc T[V.Width];
        for (var i = 0; i < n; i += V.Width)
        {
            var (largest, best) = (V.LoadPart(x + i + inputs[0], n - i), V.Of(inputs[0]));
            foreach (var input in inputs)
                for (var tap = input; tap < input + taps * dilation; tap += dilation)
                {
                    // Takes over if it is larger, or NaN where none was before.
                    var (value, place) = (V.LoadPart(x + i + tap, n - i), V.Of(tap));
                    var newBest = V.SelectGreater(value, largest, place, best);
                    var newLargest = V.SelectGreater(value, largest, value, largest);
                    best = V.SelectEqual(value, value, newBest, V.SelectEqual(largest, largest, place, best));
                    largest = V.SelectEqual(value, value, newLargest, V.SelectEqual(largest, largest, value, largest));
                }
            V.StorePart(largest, y + i, n - i);
            V.Store(best, lanes);
            for (var lane = 0; lane < Math.Min(V.Width, n - i); lane++)
                indices[i + lane] = long.CreateTruncating(lanes[lane]) + offset + i + lane;
        }
    }
}
