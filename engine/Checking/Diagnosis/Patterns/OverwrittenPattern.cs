namespace NeuralCore.Checking;

/// <summary>An input is used twice, and only one use's gradient is there: the other was overwritten instead of added to.</summary>
internal sealed class OverwrittenPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "overwritten";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.Direct is { } direct)
            yield return new([.. gradient.Numeric.Zip(direct, (n, d) => n - d)],
                () => $"what the function sends back to {gradient.Name} is there, but not what comes from {gradient.Name}'s direct use beside it: the function's gradient was written over the other instead of added to it");
        var blocks = gradient.Context.Call.Blocks;
        if (blocks.Count < 2 || gradient.Contributions is not { } terms) yield break;
        if (!terms.Overlap(gradient, k => blocks.Select((b, i) => (b, i)).First(e => e.b.Holds(k)).i, least: 0)) yield break;
        foreach (var only in blocks)
            yield return new(terms.Predict(gradient, t => Of(t, only)),
                () => $"only what comes from {only.Name} {only.Shape} is there; the rest, from {Words.List(blocks.Where(b => b != only).Select(b => b.Name).ToList())}, is lost: "
                    + $"{gradient.Name} is used more than once, and one gradient was written over another instead of added to it");
        if (blocks.Count == 2) yield break;
        foreach (var without in blocks)
            yield return new(terms.Predict(gradient, t => t.Sum() - Of(t, without)),
                () => $"what comes from {without.Name} {without.Shape} is missing: {gradient.Name} is used more than once, and that use's gradient was overwritten, or never added");

        static double Of(double[] terms, Block block) => terms.AsSpan(block.Start, (int)block.Shape.Count).ToArray().Sum();
    }
}
