namespace NeuralCore.Backends;

/// <summary>Which elements of x are normalized together, and which weight belongs to which: one description for batch, group and layer normalization.</summary>
/// <remarks>
/// x is seen as [A, G, B]: the elements of one g share mean and variance. Element (a, g, b) takes weight number
/// (g mod WeightGroups) · WeightsPerGroup + b / WeightRun.
/// Batch norm of [N, C, *S]: (N, C, ΠS), weight c. Layer norm of [*R, *F]: (1, ΠR, ΠF), weight f.
/// Group norm of [N, C, *S] in g groups: (1, N·g, C/g·ΠS), weight c.
/// </remarks>
/// <param name="A">The outer extent that is reduced.</param>
/// <param name="G">The number of groups with statistics of their own.</param>
/// <param name="B">The inner extent that is reduced.</param>
/// <param name="WeightGroups">After how many g the weights repeat.</param>
/// <param name="WeightsPerGroup">The weights that one g has.</param>
/// <param name="WeightRun">How many consecutive b share one weight.</param>
public readonly record struct NormGeometry(int A, int G, int B, int WeightGroups, int WeightsPerGroup, int WeightRun)
{
    /// <summary>The elements behind one mean.</summary>
    public long Count => (long)A * B;

    /// <summary>The number of weights.</summary>
    public int Weights => WeightGroups * WeightsPerGroup;

    /// <summary>Batch normalization of x [N, C, *spatial] or [N, C].</summary>
    /// <exception cref="ShapeException">x has fewer than two dimensions.</exception>
    public static NormGeometry Batch(Shape x)
    {
        if (x.Rank < 2) throw new ShapeException($"batch normalization expects [N, C, *spatial]; got x {x}");
        var b = checked((int)x.CountOf(2, x.Rank));
        return new(x[0], x[1], b, x[1], 1, Math.Max(1, b));
    }

    /// <summary>Group normalization of x [N, C, *spatial] in so many groups.</summary>
    /// <exception cref="ShapeException">x has fewer than two dimensions, or the groups do not divide C.</exception>
    public static NormGeometry Group(Shape x, int groups)
    {
        if (x.Rank < 2) throw new ShapeException($"group normalization expects [N, C, *spatial]; got x {x}");
        if (groups < 1 || x[1] % groups != 0) throw new ShapeException($"{groups} groups do not divide {x[1]} channels; got x {x}");
        var (perGroup, run) = (x[1] / groups, checked((int)x.CountOf(2, x.Rank)));
        return new(1, checked(x[0] * groups), checked(perGroup * run), groups, perGroup, Math.Max(1, run));
    }

    /// <summary>Layer normalization of x [*, *normalized] over its last dimensions.</summary>
    /// <exception cref="ShapeException">The last dimensions of x are not the normalized ones.</exception>
    public static NormGeometry Layer(Shape x, Shape normalized)
    {
        if (normalized.Rank == 0 || x.Rank < normalized.Rank || x[(x.Rank - normalized.Rank)..] != normalized)
            throw new ShapeException($"layer normalization over {normalized} expects an input that ends in it; got x {x}");
        var b = checked((int)normalized.Count);
        return new(1, checked((int)x.CountOf(0, x.Rank - normalized.Rank)), b, 1, b, 1);
    }
}
