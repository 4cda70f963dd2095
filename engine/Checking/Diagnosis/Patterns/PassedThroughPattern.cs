namespace NeuralCore.Checking;

/// <summary>The upstream gradient is handed back as it came.</summary>
internal sealed class PassedThroughPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "passed-through";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        var call = gradient.Context.Call;
        foreach (var block in call.Blocks)
        {
            if (block.Shape.Count != gradient.Shape.Count) continue;
            yield return new([.. gradient.Elements.Select(e => call.Weights[block.Start + e])],
                () => $"the gradient is the one that came from {block.Name}, unchanged: the function's own derivative is not multiplied in");
        }
    }
}
