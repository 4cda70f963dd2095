namespace NeuralCore.Checking;

/// <summary>What a backward pass with a certain mistake would return.</summary>
/// <param name="Values">One for each compared element; NaN where it is not known.</param>
/// <param name="Explain">The words for it.</param>
internal readonly record struct Prediction(double[] Values, Func<string> Explain);

/// <summary>A pattern that predicts the wrong values: of several predictions the one that explains most.</summary>
internal abstract class PredictionPattern : IPattern
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        Match? best = null;
        if (gradient.WrongCount == 0) return null;
        foreach (var prediction in Predictions(gradient))
        {
            var share = gradient.Explains(prediction.Values);
            if (share <= Math.Max(0.5, best?.Share ?? 0)) continue;
            best = new(share, prediction.Explain());
            if (share == 1) break;
        }
        return best;
    }

    /// <summary>What the mistake would give, in each of its variants, the likeliest first.</summary>
    protected abstract IEnumerable<Prediction> Predictions(WrongGradient gradient);
}
