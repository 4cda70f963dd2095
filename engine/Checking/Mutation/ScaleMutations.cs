namespace NeuralCore.Checking;

/// <summary>Every element off by one factor, by its sign, or by its last digits.</summary>
internal static class ScaleMutations
{
    /// <summary>Those of a tensor of this shape in a call with this result.</summary>
    public static IEnumerable<Mutation> For(Shape shape, Shape result)
    {
        yield return new("sign", "sign", s => Times(s, -1));
        yield return new("twice", "constant-factor", s => Times(s, 2));
        yield return new("half", "constant-factor", s => Times(s, 0.5));

        // One number is off by some factor whatever the mistake.
        yield return new("a thousandth too much", "constant-factor", s => Times(s, 1.001)) { LeastElements = 2 };
        if (result.Rank > 0 && result[0] > 2)
        {
            yield return new("times the batch size", "constant-factor", s => Times(s, result[0]));
            yield return new("divided by the batch size", "constant-factor", s => Times(s, 1.0 / result[0]));
        }
        if (shape.Count > 2) yield return new("mean instead of sum", "constant-factor", s => Times(s, 1.0 / shape.Count));
        yield return new("rounded to float", "single-precision", s => [.. s.Right.Select(v => (double)(float)v)]) { LeastElements = 2 };
    }

    private static double[] Times(MutationSite site, double factor) => [.. site.Right.Select(v => factor * v)];
}
