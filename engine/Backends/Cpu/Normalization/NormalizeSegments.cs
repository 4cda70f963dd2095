using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = (x − mean) · scale + shift, where the three are constant within a segment.</summary>
internal readonly unsafe struct NormalizeSegments<T, V, W>(
    T* x, T* mean, double* inverse, T* weight, T* bias, T* y, NormGeometry shape) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
    where W : struct, IWriter
{
    private readonly Chunks _segments = new(shape.Segments(), Math.Max(1, Chunks.Elements / shape.WeightRun));

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_segments.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _segments[part];
        for (var segment = start; segment < end; segment++)
        {
            var (g, k) = shape.Segment(segment);
            var scale = weight == null ? inverse[g] : inverse[g] * double.CreateTruncating(weight[k]);
            var shift = bias == null ? V.Of(0) : V.Broadcast(bias + k);
            Loop(x + segment * shape.WeightRun, y + segment * shape.WeightRun, shape.WeightRun, V.Broadcast(mean + g), V.Of(scale), shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(T* x, T* y, int n, V mean, V scale, V shift)
    {
        var i = Math.Min(n, W.Lead<T, V>(y));
        if (i > 0) V.StorePart(V.Fma(V.LoadPart(x, i) - mean, scale, shift), y, i);
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            var y0 = V.Fma(V.Load(x + i) - mean, scale, shift);
            var y1 = V.Fma(V.Load(x + i + V.Width) - mean, scale, shift);
            W.Store(y0, y + i);
            W.Store(y1, y + i + V.Width);
        }
        for (; i <= n - V.Width; i += V.Width) W.Store(V.Fma(V.Load(x + i) - mean, scale, shift), y + i);
        if (i < n) V.StorePart(V.Fma(V.LoadPart(x + i, n - i) - mean, scale, shift), y + i, n - i);
    }
}
