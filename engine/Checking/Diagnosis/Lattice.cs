namespace NeuralCore.Checking;

/// <summary>Rearrangements of a tensor's values.</summary>
internal static class Lattice
{
    /// <summary>The values of the tensor whose dimension k is dimension order[k] of the given one, in row-major order.</summary>
    public static double[] Permuted(double[] values, Shape shape, int[] order)
    {
        Shape target = new([.. order.Select(d => shape[d])]);
        return Gather(target, at =>
        {
            var from = new int[order.Length];
            for (var k = 0; k < order.Length; k++) from[order[k]] = at[k];
            return values[Flat(from, shape)];
        });
    }

    /// <summary>The values with some dimensions reversed.</summary>
    public static double[] Flipped(double[] values, Shape shape, IReadOnlyList<int> dims) => Gather(shape, at =>
    {
        foreach (var d in dims) at[d] = shape[d] - 1 - at[d];
        return values[Flat(at, shape)];
    });

    /// <summary>The values moved along a dimension towards its end; <paramref name="fill"/> comes in at the start, or, where it is null, what leaves at the end.</summary>
    public static double[] Shifted(double[] values, Shape shape, int dim, int by, double? fill) => Gather(shape, at =>
    {
        var from = at[dim] - by;
        if (fill is { } value && (from < 0 || from >= shape[dim])) return value;
        at[dim] = (from % shape[dim] + shape[dim]) % shape[dim];
        return values[Flat(at, shape)];
    });

    /// <summary>An element's number in row-major order.</summary>
    public static int Flat(int[] at, Shape shape)
    {
        var flat = 0;
        for (var d = 0; d < shape.Rank; d++) flat = flat * shape[d] + at[d];
        return flat;
    }

    /// <summary>All orders of the numbers 0 … n−1 but the identity, exchanges of two first.</summary>
    public static IEnumerable<int[]> Orders(int n) => All([.. Enumerable.Range(0, n)], 0)
        .Where(order => order.Where((d, i) => d != i).Any())
        .OrderBy(order => order.Where((d, i) => d != i).Count());

    /// <summary>All non-empty subsets of some numbers, the smallest first.</summary>
    public static IEnumerable<int[]> Subsets(IReadOnlyList<int> items) =>
        Enumerable.Range(1, (1 << items.Count) - 1)
            .Select(bits => items.Where((_, i) => (bits >> i & 1) != 0).ToArray())
            .OrderBy(subset => subset.Length);

    private static double[] Gather(Shape shape, Func<int[], double> value)
    {
        var result = new double[shape.Count];
        for (var i = 0; i < result.Length; i++) result[i] = value(new Position(i, shape).Coordinates);
        return result;
    }

    private static IEnumerable<int[]> All(int[] items, int first)
    {
        if (first >= items.Length - 1)
        {
            yield return (int[])items.Clone();
            yield break;
        }
        for (var i = first; i < items.Length; i++)
        {
            (items[first], items[i]) = (items[i], items[first]);
            foreach (var order in All(items, first + 1)) yield return order;
            (items[first], items[i]) = (items[i], items[first]);
        }
    }
}
