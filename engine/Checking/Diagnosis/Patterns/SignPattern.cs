namespace NeuralCore.Checking;

/// <summary>Every element has the wrong sign.</summary>
internal sealed class SignPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "sign";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        yield return new([.. gradient.Numeric.Select(v => -v)],
            () => $"{gradient.WrongCount} of {gradient.Elements.Length} elements have the right size and the wrong sign: a minus is missing, or is one too many");
    }
}
