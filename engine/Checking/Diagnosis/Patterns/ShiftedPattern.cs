namespace NeuralCore.Checking;

/// <summary>The right numbers, some places further along a dimension or in memory.</summary>
internal sealed class ShiftedPattern : PredictionPattern
{
    private const int Farthest = 4;

    private static readonly (double? Fill, string Words)[] Fills =
    [
        (null, "those that leave coming in at the other end"),
        (0, "with zeros where none came from"),
        (double.NaN, "with values from elsewhere where none came from"),
    ];

    /// <inheritdoc/>
    public override string Name => "shifted";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (!gradient.IsComplete) yield break;
        Shape flat = [(int)gradient.Shape.Count];
        for (var distance = 1; distance <= Farthest; distance++)
            foreach (var by in new[] { distance, -distance })
                foreach (var (fill, ends) in Fills)
                {
                    for (var d = 0; d < gradient.Shape.Rank; d++)
                        if (Keeps(distance, gradient.Shape[d], fill))
                            yield return new(Lattice.Shifted(gradient.Numeric, gradient.Shape, d, by, fill), Explain($"along dimension {d} of {gradient.Shape}", by, ends));
                    if (gradient.Shape.Rank > 1 && Keeps(distance, flat[0], fill))
                        yield return new(Lattice.Shifted(gradient.Numeric, flat, 0, by, fill), Explain("in memory", by, ends));
                }
    }

    // What is to be explained must not be what the shift says nothing of.
    private static bool Keeps(int distance, int extent, double? fill) =>
        fill is { } value && double.IsNaN(value) ? 2 * distance < extent : distance < extent;

    private static Func<string> Explain(string where, int by, string ends) => () =>
        $"the values are right, but stand {Words.Count(Math.Abs(by), "place")} too {(by > 0 ? "far" : "early")} {where}, {ends}: an index or the padding is off by {Math.Abs(by)}";
}
