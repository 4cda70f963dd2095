namespace NeuralCore.Checking;

/// <summary>One slice of the result is left out of the gradient's sums: a loop that ends one too early, or begins one too late.</summary>
internal sealed class DroppedTermPattern : PredictionPattern
{
    private const int MostSlices = 32;

    /// <inheritdoc/>
    public override string Name => "dropped-term";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.Contributions is not { } terms) yield break;
        foreach (var block in terms.Blocks)
        {
            var coordinates = new Coordinates(block);
            foreach (var d in coordinates.LongDims)
            {
                int[] dims = [d];
                var extent = block.Shape[d];
                if (!terms.Overlap(gradient, k => block.Holds(k) ? coordinates.Slice(k, dims) : -1)) continue;
                foreach (var slice in extent <= MostSlices ? Enumerable.Range(0, extent).Reverse() : [extent - 1, 0])
                    yield return new(
                        terms.Predict(gradient, t => Enumerable.Range(0, t.Length).Where(k => !block.Holds(k) || coordinates.Slice(k, dims) != slice).Sum(k => t[k])),
                        () => $"what index {slice} of dimension {d} of {block.Name} {block.Shape} adds is missing from the sum, and all else is there: "
                            + $"{(slice == extent - 1 ? "a loop over that dimension ends one too early" : slice == 0 ? "a loop over that dimension begins one too late" : "that index is skipped")}");
            }
        }
    }
}
