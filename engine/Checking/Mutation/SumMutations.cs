namespace NeuralCore.Checking;

/// <summary>Sums over the result that lost something: all but one slice, one slice, or all but the last term.</summary>
/// <remarks>They apply where at least half of the changed elements sum terms of several slices; elsewhere they would leave zeros in a place, which is another mistake.</remarks>
internal static class SumMutations
{
    // The terms of a gradient take a backward pass for every element of the result.
    private const int MostTerms = 256;

    // So many are tried for another name of a mistake.
    private const int MostSlices = 8;

    /// <summary>Those of a call with this result.</summary>
    public static IEnumerable<Mutation> For(Shape result)
    {
        for (var d = 0; d < result.Rank; d++)
        {
            var dim = d;
            var last = result[d] - 1;
            if (last < 1) continue;
            yield return new($"no sum over dimension {d} of the result", "missing-sum", s => Slices(s, result, [dim], at => at[dim] == 0));
            yield return new($"sum over dimension {d} of the result ends one too early", "dropped-term", s => Slices(s, result, [dim], at => at[dim] < last));
        }
        for (var d = 0; d < result.Rank; d++)
            for (var i = 0; i < Math.Min(result[d] - 1, MostSlices); i++)
            {
                var (dim, index) = (d, i);
                yield return new($"index {i} of dimension {d} of the result left out", "dropped-term", s => Slices(s, result, [dim], at => at[dim] != index)) { IsAlias = true };
            }
        int[] sums = [.. Enumerable.Range(0, result.Rank).Where(d => result[d] > 1)];
        foreach (var dims in Lattice.Subsets(sums))
        {
            if (dims.Length > 1) yield return new("no sum over the first of several dimensions", "missing-sum", s => Slices(s, result, dims, at => dims.All(d => at[d] == 0))) { IsAlias = true };
            yield return new("no sum over the last of several dimensions", "missing-sum", s => Slices(s, result, dims, at => dims.All(d => at[d] == result[d] - 1))) { IsAlias = true };
        }
        if (result.Count is > 1 and <= MostTerms)
        {
            yield return new("written instead of added", "missing-accumulation", s => Terms(s, result, keepsLast: true));
            yield return new("only the first of several terms", "missing-accumulation", s => Terms(s, result, keepsLast: false));
        }
    }

    private static double[] Slices(MutationSite site, Shape result, int[] dims, Func<int[], bool> keeps)
    {
        if (site.Dys[0] is not { } dy) return site.Right;
        var values = dy.ToArray<double>();
        int[][] at = [.. Enumerable.Range(0, values.Length).Select(i => new Position(i, result).Coordinates)];
        var wrong = Plus(site.For([.. values.Select((v, i) => keeps(at[i]) ? v : 0)]), site.FromOthers());

        // Several slices must add to what changed.
        int[] slice = [.. at.Select(c => dims.Aggregate(0, (number, d) => number * result[d] + c[d]))];
        var slices = slice.Distinct().Select(s => site.For([.. values.Select((v, i) => slice[i] == s ? v : 0)])).ToArray();
        return Overlaps(site, wrong, i => slices.Count(s => s[i] != 0)) ? wrong : site.Right;
    }

    private static double[] Terms(MutationSite site, Shape result, bool keepsLast)
    {
        if (site.Dys[0] is not { } dy) return site.Right;
        var values = dy.ToArray<double>();
        var (one, counts) = (new double[site.Right.Length], new int[site.Right.Length]);
        for (var k = 0; k < result.Count; k++)
        {
            var terms = site.For([.. values.Select((v, i) => i == k ? v : 0)]);
            for (var i = 0; i < terms.Length; i++)
                if (terms[i] != 0 && (counts[i]++ == 0 || keepsLast)) one[i] = terms[i];
        }
        return site.Dys.Skip(1).Any(d => d is not null) || !Overlaps(site, one, i => counts[i]) ? site.Right : one;
    }

    private static bool Overlaps(MutationSite site, double[] wrong, Func<int, int> parts)
    {
        int[] changed = [.. Enumerable.Range(0, wrong.Length).Where(i => wrong[i] != site.Right[i])];
        return 2 * changed.Count(i => parts(i) > 1) >= changed.Length;
    }

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (p, q) => p + q)];
}
