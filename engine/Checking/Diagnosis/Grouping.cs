namespace NeuralCore.Checking;

/// <summary>A way in which a tensor's elements may share a statistic.</summary>
/// <param name="Groups">The positions of each group's elements.</param>
/// <param name="Words">What a group is.</param>
internal sealed record Grouping(IReadOnlyList<int[]> Groups, string Words)
{
    /// <summary>By every dimension's index, by the leading dimensions' indices, by all but one, and by runs of channels within a sample.</summary>
    public static IEnumerable<Grouping> All(Shape shape)
    {
        for (var d = 1; d < shape.Rank; d++) yield return By($"each index of dimension {d} of {shape}", at => at[d]);
        for (var k = shape.Rank - 1; k >= 0; k--)
            yield return By(
                k == 0 ? "the whole tensor" : $"each index of {(k == 1 ? "dimension 0" : $"the first {k} dimensions")} of {shape}",
                at => Enumerable.Range(0, k).Aggregate(0, (key, d) => key * shape[d] + at[d]));
        for (var d = 0; d < shape.Rank - 1; d++)
        {
            var dim = d;
            if (d > 0 || shape.Rank > 2)
                yield return By($"each line along dimension {d} of {shape}", at => Enumerable.Range(0, shape.Rank).Where(k => k != dim).Aggregate(0, (key, k) => key * shape[k] + at[k]));
        }
        if (shape.Rank < 2) yield break;
        for (var run = 2; run < shape[1]; run++)
            if (shape[1] % run == 0) yield return By($"each sample's {run} neighbouring channels of {shape}", at => at[0] * shape[1] + at[1] / run);

        Grouping By(string words, Func<int[], int> key) => new(
            [.. Enumerable.Range(0, (int)shape.Count).GroupBy(p => key(new Position(p, shape).Coordinates)).Select(g => g.ToArray())], words);
    }
}
