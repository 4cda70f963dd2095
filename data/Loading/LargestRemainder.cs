namespace NeuralCore.Data;

/// <summary>Divides a number of draws among classes in proportion to their sizes.</summary>
internal static class LargestRemainder
{
    /// <summary>The draws of each class: the whole part of its exact share, and one more for the largest fractions until all are given.</summary>
    /// <remarks>
    /// As scikit-learn's <c>_approximate_mode</c>, in whole numbers instead of floating ones. Where fractions tie it picks
    /// at random; here the lower class comes first, so that the counts do not depend on the seed.
    /// </remarks>
    public static int[] Apportion(ReadOnlySpan<int> sizes, int draws)
    {
        var total = 0L;
        foreach (var size in sizes) total += size;
        var result = new int[sizes.Length];
        var remainders = new long[sizes.Length];
        for (var c = 0; c < sizes.Length; c++)
        {
            var (share, remainder) = Math.DivRem((long)sizes[c] * draws, Math.Max(1, total));
            (result[c], remainders[c]) = ((int)share, remainder);
        }
        var left = draws - result.Sum();
        foreach (var c in Enumerable.Range(0, result.Length).OrderByDescending(c => remainders[c]).Take(left)) result[c]++;
        return result;
    }
}
