namespace NeuralCore.Checking;

/// <summary>Only some elements wrong: one, a channel, a group, the border.</summary>
internal static class PlaceMutations
{
    /// <summary>Those of a tensor of this shape.</summary>
    public static IEnumerable<Mutation> For(Shape shape, ulong seed)
    {
        if (shape.Count > 1)
        {
            var index = new Generator(seed, Generator.Streams.Data).NextInt((int)shape.Count);
            yield return new("one element off", "single-element", s => At(s, (i, v) => i == index ? v + 0.1 * s.Right.Max(Math.Abs) : v));
            yield return new("one element no number", "not-a-number", s => At(s, (i, v) => i == index ? double.NaN : v));
        }

        if (shape.Rank > 0 && shape[Math.Min(1, shape.Rank - 1)] is var channels and > 1)
        {
            var dim = Math.Min(1, shape.Rank - 1);
            yield return new("first channel zero", "group", s => InChannels(s, dim, c => c == 0, _ => 0));
            yield return new("last channel doubled", "group", s => InChannels(s, dim, c => c == channels - 1, v => 2 * v));
            if (channels > 2) yield return new("second half of the channels with the wrong sign", "group", s => InChannels(s, dim, c => c >= (channels + 1) / 2, v => -v));
        }
        if (!Enumerable.Range(Math.Min(2, shape.Rank), Math.Max(0, shape.Rank - 2)).Any(d => shape[d] > 2)) yield break;
        yield return new("border zero", "border", s => AtBorder(s, _ => 0));
        yield return new("border counted twice", "border", s => AtBorder(s, v => 2 * v));
        yield return new("border of the wrong sign", "border", s => AtBorder(s, v => -v));
    }

    private static double[] At(MutationSite site, Func<int, double, double> change) => [.. site.Right.Select((v, i) => change(i, v))];

    private static double[] InChannels(MutationSite site, int dim, Func<int, bool> which, Func<double, double> change)
    {
        var inner = (int)site.Shape.CountOf(dim + 1, site.Shape.Rank);
        return At(site, (i, v) => which(i / inner % site.Shape[dim]) ? change(v) : v);
    }

    private static double[] AtBorder(MutationSite site, Func<double, double> change) => At(site, (i, v) =>
    {
        var at = new Position(i, site.Shape).Coordinates;
        for (var d = 2; d < at.Length; d++)
            if (site.Shape[d] > 2 && (at[d] == 0 || at[d] == site.Shape[d] - 1)) return change(v);
        return v;
    });
}
