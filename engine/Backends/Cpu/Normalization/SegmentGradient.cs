using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>dx = dy·(r·w) + (x − mean)·f₀ + f₁ with the factors of <see cref="GradientFold"/>, constant within a segment.</summary>
internal readonly unsafe struct SegmentGradient<T, V, W>(
    T* dy, T* x, T* mean, double* inverse, T* weight, double* factors, T* dx, NormGeometry shape) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
    where W : struct, IWriter
{
    private readonly Chunks _segments = new(shape.Segments(), Math.Max(1, Chunks.Elements / shape.WeightRun));

    /// <summary>Computes all of dx.</summary>
    public void Run() => WorkerPool.For(_segments.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _segments[part];
        for (var segment = start; segment < end; segment++)
        {
            var (g, k) = shape.Segment(segment);
            var scale = weight == null ? inverse[g] : inverse[g] * double.CreateTruncating(weight[k]);
            var first = segment * shape.WeightRun;
            Loop(dy + first, x + first, dx + first, shape.WeightRun,
                V.Broadcast(mean + g), V.Of(scale), V.Of(factors[2 * g]), V.Of(factors[2 * g + 1]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(T* dy, T* x, T* dx, int n, V mean, V scale, V slope, V shift)
    {
        var i = Math.Min(n, W.Lead<T, V>(dx));
        if (i > 0) V.StorePart(V.Fma(V.LoadPart(dy, i), scale, V.Fma(V.LoadPart(x, i) - mean, slope, shift)), dx, i);
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            var d0 = V.Fma(V.Load(dy + i), scale, V.Fma(V.Load(x + i) - mean, slope, shift));
            var d1 = V.Fma(V.Load(dy + i + V.Width), scale, V.Fma(V.Load(x + i + V.Width) - mean, slope, shift));
            W.Store(d0, dx + i);
            W.Store(d1, dx + i + V.Width);
        }
        for (; i < n; i += V.Width)
        {
            var centred = V.LoadPart(x + i, n - i) - mean;
            V.StorePart(V.Fma(V.LoadPart(dy + i, n - i), scale, V.Fma(centred, slope, shift)), dx + i, n - i);
        }
    }
}
