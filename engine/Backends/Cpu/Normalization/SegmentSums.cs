using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Σ dy and Σ dy·(x − mean) of each segment: all that the gradients of a normalization need to know of dy and x.</summary>
internal readonly unsafe struct SegmentSums<T, V>(T* dy, T* x, T* mean, double* sums, double* products, NormGeometry shape) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    // So many elements are added in lanes before they go to a double.
    private const int Block = 4096;

    private readonly Chunks _segments = new(shape.Segments(), Math.Max(1, Chunks.Elements / shape.WeightRun));

    /// <summary>Computes the sums of all segments.</summary>
    public void Run() => WorkerPool.For(_segments.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _segments[part];
        for (var segment = start; segment < end; segment++)
        {
            var centre = V.Broadcast(mean + shape.Segment(segment).Group);
            var (sum, product) = (0.0, 0.0);
            for (var at = 0; at < shape.WeightRun; at += Block)
            {
                var first = segment * shape.WeightRun + at;
                var (s, p) = OfBlock(dy + first, x + first, Math.Min(Block, shape.WeightRun - at), centre);
                sum += double.CreateTruncating(s);
                product += double.CreateTruncating(p);
            }
            (sums[segment], products[segment]) = (sum, product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Sum, T Product) OfBlock(T* dy, T* x, int n, V mean)
    {
        var (s0, s1, p0, p1) = (V.Of(0), V.Of(0), V.Of(0), V.Of(0));
        var i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            var (d0, d1) = (V.Load(dy + i), V.Load(dy + i + V.Width));
            s0 += d0;
            s1 += d1;
            p0 = V.Fma(d0, V.Load(x + i) - mean, p0);
            p1 = V.Fma(d1, V.Load(x + i + V.Width) - mean, p1);
        }
        for (; i < n; i += V.Width)
        {
            var d = V.LoadPart(dy + i, n - i);
            s0 += d;
            p0 = V.Fma(d, V.LoadPart(x + i, n - i) - mean, p0);
        }
        return (V.Sum(s0 + s1), V.Sum(p0 + p1));
    }
}
