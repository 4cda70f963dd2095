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
            for (var end = Math.Max(0, walk.Left - Block); walk.Left > end; walk.Next())
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
