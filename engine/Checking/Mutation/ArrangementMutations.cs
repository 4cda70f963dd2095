namespace NeuralCore.Checking;

/// <summary>The right values in the wrong places.</summary>
internal static class ArrangementMutations
{
    /// <summary>Those of a tensor of this shape.</summary>
    public static IEnumerable<Mutation> For(Shape shape, ulong seed)
    {
        int[] dims = [.. Enumerable.Range(0, shape.Rank).Where(d => shape[d] > 1)];
        for (var k = 1; k < dims.Length; k++)
        {
            var order = Enumerable.Range(0, shape.Rank).ToArray();
            (order[dims[k - 1]], order[dims[k]]) = (dims[k], dims[k - 1]);
            yield return new($"dimensions {dims[k - 1]} and {dims[k]} transposed", "transposed", s => Lattice.Permuted(s.Right, shape, order));
        }
        foreach (var d in dims)
        {
            yield return new($"flipped along dimension {d}", "flipped", s => Lattice.Flipped(s.Right, shape, [d]));
            yield return new($"rolled by one along dimension {d}", "shifted", s => Lattice.Shifted(s.Right, shape, d, 1, null));
            yield return new($"shifted by one along dimension {d}", "shifted", s => Lattice.Shifted(s.Right, shape, d, -1, 0));
            yield return new($"shifted by one along dimension {d} the other way", "shifted", s => Lattice.Shifted(s.Right, shape, d, 1, 0)) { IsAlias = true };
            if (shape[d] > 2) yield return new($"first two of dimension {d} exchanged", "permuted", s => Exchanged(s.Right, shape, d));
        }
        if (shape.Count > 3) yield return new("shuffled", "permuted", s => Shuffled(s.Right, seed));
    }

    private static double[] Exchanged(double[] values, Shape shape, int dim)
    {
        var result = (double[])values.Clone();
        var inner = (int)shape.CountOf(dim + 1, shape.Rank);
        for (var i = 0; i < result.Length; i++)
        {
            var at = i / inner % shape[dim];
            if (at < 2) result[i] = values[i + (1 - 2 * at) * inner];
        }
        return result;
    }

    private static double[] Shuffled(double[] values, ulong seed)
    {
        var result = (double[])values.Clone();
        new Generator(seed, Generator.Streams.Shuffle).Shuffle(result.AsSpan());
        return result;
    }
}
