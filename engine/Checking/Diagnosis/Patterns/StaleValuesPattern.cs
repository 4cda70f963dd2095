namespace NeuralCore.Checking;

/// <summary>The gradient is the one at the inputs of an earlier call, under the present upstream gradient: something that depends on an input was kept from then.</summary>
internal sealed class StaleValuesPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "stale-buffer";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        var (context, call) = (gradient.Context, gradient.Context.Call);
        if (context.InputsBefore is not { } before) yield break;
        if (context.Checks.Count > 1)
            foreach (var (input, check) in context.Checks)
                if (GradientElsewhere.Of(gradient, [.. call.Inputs.Select((x, i) => i == input ? before[i] : x)]) is { } one)
                    yield return new(one, () => Explain(check.Name));
        if (GradientElsewhere.Of(gradient, before) is { } all) yield return new(all, () => Explain(context.Checks.Count > 1 ? "all inputs" : gradient.Name));

        static string Explain(string whose) =>
            $"this would be right with the values of {whose} in the call before: the backward pass computes with something that "
            + "was kept from then, in a cache or a static field; compute it anew, and keep what the backward pass needs in Saved";
    }
}
