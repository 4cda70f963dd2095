using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Mean and variance of each g of x [A, G, B] in one pass over memory: blocks that fit the first cache are read twice, and joined.</summary>
/// <remarks>
/// Within a block the corrected two-pass algorithm (Chan, Golub and LeVeque 1983, eq. 1.7) takes a first mean m, then
/// Σ(x − m) and Σ(x − m)²: the former mends both the mean and the latter, so that neither cancellation nor the
/// rounding of m is left.
/// </remarks>
internal readonly unsafe struct MomentsKernel<T, V> : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private const int Block = 4096, PartBlock = 4 * Block;

    private readonly T* _x;
    private readonly RunningMoments* _partial;
    private readonly NormGeometry _shape;
    private readonly Chunks _as, _gs;

    private MomentsKernel(T* x, RunningMoments* partial, in NormGeometry shape, Chunks blocksOfA, Chunks blocksOfG)
    {
        _x = x;
        _partial = partial;
        (_shape, _as, _gs) = (shape, blocksOfA, blocksOfG);
    }

    /// <summary>Computes mean and variance.</summary>
    public static void Run(T* x, T* mean, T* variance, in NormGeometry shape)
    {
        var perA = Math.Clamp(PartBlock / Math.Max(1, shape.B), 1, Math.Max(1, shape.A));
        var perG = Math.Max(1, Chunks.Elements / Math.Max(1L, (long)perA * shape.B));
        var (a, g) = (new Chunks(shape.A, perA), new Chunks(shape.G, perG));
        using var partial = new Scratch<RunningMoments>((long)a.Parts * shape.G);
        WorkerPool.For(checked(a.Parts * g.Parts), new MomentsKernel<T, V>(x, partial.Pointer, shape, a, g));
        for (var group = 0; group < shape.G; group++)
        {
            var all = default(RunningMoments);
            for (var block = 0; block < a.Parts; block++) all = all.Join(partial.Pointer[(long)block * shape.G + group]);
            mean[group] = T.CreateTruncating(all.Count == 0 ? double.NaN : all.Mean);
            variance[group] = T.CreateTruncating(all.Variance);
        }
    }

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (blockOfA, blockOfG) = Math.DivRem(part, _gs.Parts);
        var ((firstA, endA), (firstG, endG)) = (_as[blockOfA], _gs[blockOfG]);
        var (step, b) = ((long)_shape.G * _shape.B, _shape.B);
        var rows = Math.Max(1, Block / Math.Max(1, b));
        for (var g = firstG; g < endG; g++)
        {
            var moments = default(RunningMoments);
            for (var a = firstA; a < endA; a += rows)
                for (var column = 0; column < b; column += Block)
                    moments = moments.Join(OfBlock(_x + a * step + g * b + column, (int)Math.Min(rows, endA - a), step, Math.Min(Block, b - column)));
            _partial[blockOfA * (long)_shape.G + g] = moments;
        }
    }

    // The moments of some rows of n consecutive elements.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static RunningMoments OfBlock(T* x, int rows, long step, int n)
    {
        var means = stackalloc T[V.Width];
        var (s0, s1, s2, s3) = (V.Of(0), V.Of(0), V.Of(0), V.Of(0));
        for (var row = 0; row < rows; row++)
        {
            var p = x + row * step;
            var i = 0;
            for (; i <= n - 4 * V.Width; i += 4 * V.Width)
            {
                s0 += V.Load(p + i);
                s1 += V.Load(p + i + V.Width);
                s2 += V.Load(p + i + 2 * V.Width);
                s3 += V.Load(p + i + 3 * V.Width);
            }
            for (; i < n; i += V.Width) s0 += V.LoadPart(p + i, n - i);
        }
        double count = (double)rows * n;
        var first = T.CreateTruncating(double.CreateTruncating(V.Sum(s0 + s1 + (s2 + s3))) / count);

        // Beyond the end of a row LoadPart gives zeros; there the mean must be zero as well.
        var mean = V.Broadcast(&first);
        V.Store(mean, means);
        var (d0, d1, d2, d3) = (V.Of(0), V.Of(0), V.Of(0), V.Of(0));
        var (q0, q1, q2, q3) = (V.Of(0), V.Of(0), V.Of(0), V.Of(0));
        for (var row = 0; row < rows; row++)
        {
            var p = x + row * step;
            var i = 0;
            for (; i <= n - 4 * V.Width; i += 4 * V.Width)
            {
                var (x0, x1) = (V.Load(p + i) - mean, V.Load(p + i + V.Width) - mean);
                var (x2, x3) = (V.Load(p + i + 2 * V.Width) - mean, V.Load(p + i + 3 * V.Width) - mean);
                d0 += x0;
                d1 += x1;
                d2 += x2;
                d3 += x3;
                q0 = V.Fma(x0, x0, q0);
                q1 = V.Fma(x1, x1, q1);
                q2 = V.Fma(x2, x2, q2);
                q3 = V.Fma(x3, x3, q3);
            }
            for (; i <= n - V.Width; i += V.Width)
            {
                var x0 = V.Load(p + i) - mean;
                d0 += x0;
                q0 = V.Fma(x0, x0, q0);
            }
            if (i == n) continue;
            var tail = V.LoadPart(p + i, n - i) - V.LoadPart(means, n - i);
            d0 += tail;
            q0 = V.Fma(tail, tail, q0);
        }
        var residual = double.CreateTruncating(V.Sum(d0 + d1 + (d2 + d3)));
        var deviation = double.CreateTruncating(V.Sum(q0 + q1 + (q2 + q3))) - residual * residual / count;
        return new(count, double.CreateTruncating(first) + residual / count, Math.Max(0, deviation));
    }
}
