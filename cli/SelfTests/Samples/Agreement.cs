using System.Globalization;
using NeuralCore.Autograd;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>Whether a device's numbers are the reference's, to rounding.</summary>
internal static class Agreement
{
    private const double DoubleTolerance = 1e-12;

    /// <summary>What is wrong with the numbers, or null: every element within the tolerance times √(terms summed), relative to the largest; NaN and ∞ at the same places.</summary>
    /// <param name="sample">What was computed.</param>
    /// <param name="type">In which type.</param>
    /// <param name="expected">The reference's numbers.</param>
    /// <param name="actual">The device's.</param>
    /// <param name="orElse">Numbers that are as good: of another order of summing, where ∞ − ∞ comes up sooner.</param>
    public static string? Fault(Sample sample, ElementType type, double[][] expected, double[][] actual, double[][]? orElse = null)
    {
        if (expected.Length != actual.Length) return $"{sample} {type}: {actual.Length} results, {expected.Length} expected";
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            if (e.Length != a.Length) return $"{sample} {type}, result {i}: {a.Length} elements, {e.Length} expected";
            var scale = Math.Max(1e-3, e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
            var allowed = (type == ElementType.Float64 ? DoubleTolerance : sample.Tolerance) * Math.Sqrt(Terms(sample, e.Length)) * scale;
            for (var k = 0; k < e.Length; k++)
                if (!IsSame(e[k], a[k], allowed) && !(orElse is not null && IsSame(orElse[i][k], a[k], allowed)))
                    return string.Create(CultureInfo.InvariantCulture, $"{sample} {type}, result {i}, element {k}: {a[k]:g9}, expected {e[k]:g9}");
        }
        return null;
    }

    // Every input element goes into a result at most as often as the result has elements: a bound for the longest sum.
    private static double Terms(Sample sample, int results) =>
        Math.Max(1, sample.Call.Inputs.Max(input => input?.Shape.Count ?? 0) / (double)Math.Max(1, results));

    private static bool IsSame(double expected, double actual, double allowed) => double.IsFinite(expected)
        ? Math.Abs(expected - actual) <= allowed
        : expected.Equals(actual);
}
