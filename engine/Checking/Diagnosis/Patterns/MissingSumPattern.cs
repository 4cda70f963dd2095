namespace NeuralCore.Checking;

/// <summary>The gradient takes one slice of the result where it should sum over all: a broadcast operand's gradient without its sum.</summary>
internal sealed class MissingSumPattern : PredictionPattern
{
    // Any slice of one dimension is tried where there are at most so many; of several dimensions the first and the last.
    private const int MostSlices = 16;

    /// <inheritdoc/>
    public override string Name => "missing-sum";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.Contributions is not { } terms) yield break;
        foreach (var block in terms.Blocks)
        {
            var coordinates = new Coordinates(block);
            foreach (var dims in Lattice.Subsets(coordinates.LongDims))
            {
                if (!terms.Overlap(gradient, k => block.Holds(k) ? coordinates.Slice(k, dims) : -1)) continue;
                foreach (var slice in Slices(block.Shape, dims))
                    yield return new(
                        terms.Predict(gradient, t => Enumerable.Range(0, t.Length).Where(k => !block.Holds(k) || coordinates.Slice(k, dims) == slice).Sum(k => t[k])),
                        () => $"each element is the share of {Words.List(dims.Select(d => $"index {coordinates.At(slice, dims, d)} of dimension {d}").ToList())} of {block.Name} {block.Shape} alone: "
                            + $"the sum over {(dims.Length == 1 ? "that dimension" : "those dimensions")} is missing, though {gradient.Name} {gradient.Shape} reaches every index of it");
            }
        }
    }

    private static IEnumerable<int> Slices(Shape shape, int[] dims)
    {
        var count = dims.Aggregate(1, (product, d) => product * shape[d]);
        return dims.Length == 1 && count <= MostSlices ? Enumerable.Range(0, count) : [0, count - 1];
    }
}
