namespace NeuralCore.Checking;

/// <summary>Where several elements of the result use one element, only the last one's gradient is there, or only the first's: written instead of added.</summary>
internal sealed class MissingAccumulationPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "missing-accumulation";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (gradient.Contributions is not { } terms || !terms.Overlap(gradient, k => k)) yield break;
        var least = 1e-9 * gradient.Largest;
        yield return new(terms.Predict(gradient, t => Array.FindLast(t, v => Math.Abs(v) > least)), () => Explain("last"));
        yield return new(terms.Predict(gradient, t => Array.Find(t, v => Math.Abs(v) > least)), () => Explain("first"));

        string Explain(string which) =>
            $"each of the {Words.Count(gradient.WrongCount, "wrong element")} holds only what the {which} of the result's elements that use it sends back: "
            + "the backward pass writes where it must add (= instead of +=, or an index that occurs twice)";
    }
}
