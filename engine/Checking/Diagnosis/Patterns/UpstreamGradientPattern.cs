namespace NeuralCore.Checking;

/// <summary>The function's own derivative is there, but not multiplied by the upstream gradient, or multiplied by something else that is made of it.</summary>
internal sealed class UpstreamGradientPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "upstream-gradient";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.Contributions is not { } terms) yield break;
        var upstream = gradient.Context.Call.Weights;
        var sum = upstream.Take(terms.Count).Sum();
        yield return new(terms.Predict(gradient, t => Weighted(t, _ => 1)),
            () => "this is the derivative of the plain sum of the results: the upstream gradient is not multiplied in, which a test whose loss is Sum() cannot see");
        yield return new(terms.Predict(gradient, t => Weighted(t, c => c * c)), () => "the upstream gradient is multiplied in twice");
        yield return new(terms.Predict(gradient, t => Weighted(t, _ => sum)),
            () => "the derivative of each result is multiplied by the sum of all upstream gradients, and not by its own");

        double Weighted(double[] t, Func<double, double> weight) => t.Select((v, k) => v / upstream[k] * weight(upstream[k])).Sum();
    }
}
