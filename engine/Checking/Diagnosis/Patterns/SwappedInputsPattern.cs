namespace NeuralCore.Checking;

/// <summary>One input got the gradient of another.</summary>
internal sealed class SwappedInputsPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "swapped-inputs";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        foreach (var (input, other) in gradient.Context.Checks)
        {
            if (input == gradient.Input || !other.Derivatives.Elements.AsSpan().SequenceEqual(gradient.Elements)) continue;
            var numeric = WrongGradient.Own(other.Derivatives.Numeric, gradient.Context.Call.Direct(input) is { } direct ? [.. other.Derivatives.Elements.Select(e => direct[e])] : null);
            yield return new(numeric,
                () => $"this is the gradient of {other.Name}, not of {gradient.Name}: Backward returns its gradients in another order than Forward takes its inputs, or reads the wrong operand");
        }
    }
}
