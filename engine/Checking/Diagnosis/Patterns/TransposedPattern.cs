namespace NeuralCore.Checking;

/// <summary>The right numbers with dimensions exchanged, also where the result was then read in the right shape.</summary>
internal sealed class TransposedPattern : PredictionPattern
{
    // Beyond four dimensions there are too many orders to try all; exchanges of two come first.
    private const int MostOrders = 23;

    /// <inheritdoc/>
    public override string Name => "transposed";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (!gradient.IsComplete || gradient.Shape.Rank < 2) yield break;
        foreach (var order in Lattice.Orders(gradient.Shape.Rank).Take(MostOrders))
        {
            var values = Lattice.Permuted(gradient.Numeric, gradient.Shape, order);
            yield return new(values, () =>
            {
                int[] moved = [.. order.Where((d, i) => d != i)];
                Shape shape = new([.. order.Select(d => gradient.Shape[d])]);
                var what = moved.Length == 2 ? $"dimensions {moved.Min()} and {moved.Max()} are exchanged" : $"its dimensions stand in the order {Words.List(order)}";
                return shape == gradient.Shape
                    ? $"the values are right, but {what}: a transpose is missing, or is one too many"
                    : $"the values are right, but {what}: they lie in memory as {shape} and were read as {gradient.Shape}; transpose, do not reshape";
            });
        }
    }
}
