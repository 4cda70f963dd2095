namespace NeuralCore.Checking;

/// <summary>The right numbers in the wrong places: right in sum, and in no simpler order.</summary>
internal sealed class PermutedPattern : IPattern
{
    private const double Precision = 1e-6;

    /// <inheritdoc/>
    public string Name => "permuted";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        if (!gradient.IsComplete || gradient.WrongCount < 2 || gradient.IsCompared.Contains(false)) return null;
        int[] wrong = [.. gradient.Wrong];
        int[] byAnalytic = [.. wrong.OrderBy(p => gradient.Analytic[p])], byNumeric = [.. wrong.OrderBy(p => gradient.Numeric[p])];
        var error = wrong.Max(p => Math.Abs(gradient.Analytic[p] - gradient.Numeric[p]));
        for (var k = 0; k < wrong.Length; k++)
            if (Math.Abs(gradient.Analytic[byAnalytic[k]] - gradient.Numeric[byNumeric[k]]) > Precision * error) return null;
        var cause = Slices(gradient) is var (dim, pairs)
            ? $"whole slices of dimension {dim} of {gradient.Shape} stand in each other's place ({pairs}): the order of that dimension is mixed up"
            : $"for one, what stands at {gradient.At(byAnalytic[^1])} belongs to {gradient.At(byNumeric[^1])}; an index is computed wrongly";
        return new(1, $"the {wrong.Length} wrong values are right in sum and each occurs once, but in the wrong places: {cause}");
    }

    // The dimension along which whole slices moved, and where from.
    private static (int Dim, string Pairs)? Slices(WrongGradient gradient)
    {
        for (var d = 0; d < gradient.Shape.Rank; d++)
        {
            if (gradient.Shape[d] < 2) continue;
            var from = new int[gradient.Shape[d]];
            for (var s = 0; s < from.Length; s++)
                from[s] = Enumerable.Range(0, from.Length).OrderBy(t => t != s).FirstOrDefault(t => IsSlice(gradient, d, s, t), -1);
            if (from.Contains(-1)) continue;
            return (d, string.Join(", ", from.Select((f, s) => (f, s)).Where(p => p.f != p.s).Take(4).Select(p => $"at {p.s} that of {p.f}")));
        }
        return null;
    }

    // Whether slice s of what came back is slice t of the truth.
    private static bool IsSlice(WrongGradient gradient, int dim, int s, int t)
    {
        var inner = (int)gradient.Shape.CountOf(dim + 1, gradient.Shape.Rank);
        for (var p = 0; p < gradient.Elements.Length; p++)
        {
            if (p / inner % gradient.Shape[dim] != s) continue;
            if (Math.Abs(gradient.Analytic[p] - gradient.Numeric[p + (t - s) * inner]) > Precision * gradient.Largest) return false;
        }
        return true;
    }
}
