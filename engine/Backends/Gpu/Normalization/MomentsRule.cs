using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Mean [G] and biased variance [G] of x [A, G, B].</summary>
/// <remarks>
/// A thread takes its elements in short blocks and counts them from the first of the block, c: with d = x − c the mean is
/// c + Σd/n and the deviation Σd² − (Σd)²/n. An outlier at c is part of the deviation itself, so that the difference
/// loses at most a factor n of the precision, and n is small. Blocks and threads are then joined without cancellation;
/// since joining needs differences of means, all count from the first element of the g, lest the means' rounding shows.
/// </remarks>
internal readonly struct MomentsRule<V>(ArrayView<V> x, ArrayView<V> mean, ArrayView<V> variance, int b) : IGroupRule<Moments<V>>
    where V : unmanaged, ILane<V>
{
    private const int Block = 32;

    /// <inheritdoc/>
    public Moments<V> Gather(int g, GroupWalk walk)
    {
        var all = default(Moments<V>);
        while (walk.Left > 0)
        {
            var (count, sum, squares, first) = (V.Of(0), V.Of(0), V.Of(0), x[walk.Offset]);
            var end = Math.Max(0, walk.Left - Block);
            while (walk.Left >= end + 4)
            {
                // Four are on their way at once; one after another would wait for memory four times as often.
                var (x0, x1, x2, x3) = (x[walk.Take()], x[walk.Take()], x[walk.Take()], x[walk.Take()]);
                var (d0, d1, d2, d3) = (x0 - first, x1 - first, x2 - first, x3 - first);
                count += V.Of(4);
                sum += d0 + d1 + (d2 + d3);
                squares = V.Fma(d3, d3, V.Fma(d2, d2, V.Fma(d1, d1, V.Fma(d0, d0, squares))));
            }
            for (; walk.Left > end; walk.Next())
            {
                var d = x[walk.Offset] - first;
                count += V.Of(1);
                sum += d;
                squares = V.Fma(d, d, squares);
            }
            var residual = sum / count;
            all = all.Join(new(count, first - x[g * b] + residual, V.Max(squares - sum * residual, V.Of(0))));
        }
        return all;
    }

    /// <inheritdoc/>
    public void Finish(int g, Moments<V> whole)
    {
        mean[g] = x.IntLength > 0 ? x[g * b] + whole.Mean : V.Of(double.NaN);
        variance[g] = whole.Deviation / whole.Count;
    }
}
