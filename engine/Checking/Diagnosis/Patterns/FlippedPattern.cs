namespace NeuralCore.Checking;

/// <summary>The right numbers in reverse along one dimension or several.</summary>
internal sealed class FlippedPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "flipped";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (!gradient.IsComplete) yield break;
        int[] extended = [.. Enumerable.Range(0, gradient.Shape.Rank).Where(d => gradient.Shape[d] > 1)];
        foreach (var dims in Lattice.Subsets(extended))
            yield return new(Lattice.Flipped(gradient.Numeric, gradient.Shape, dims),
                () => $"the values are right, but stand in reverse along {(dims.Length == 1 ? "dimension" : "dimensions")} {Words.List(dims)} of {gradient.Shape}: "
                    + "a kernel is flipped, or an index runs from the wrong end");
    }
}
