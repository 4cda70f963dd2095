namespace NeuralCore.Checking;

/// <summary>Gradients that go to the wrong place, or to none: detached, zero, exchanged, passed through, overwritten, one sample's for all.</summary>
internal static class WiringMutations
{
    /// <summary>Those of one input in a call with this result.</summary>
    public static IEnumerable<Mutation> For(IReadOnlyList<Shape?> inputs, int input, Shape result)
    {
        var shape = inputs[input]!.Value;
        yield return new("nothing comes back", "all-zero", _ => null);
        yield return new("never added", "all-zero", s => new double[s.Right.Length]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var other = i;
            if (other == input || inputs[other] is not { } o || o != shape) continue;
            yield return new($"the gradient of input {other}", "swapped-inputs", s => s.Gradients[other] ?? s.Right);
            yield return new($"the gradient of input {other} for both uses", "swapped-inputs", s => s.Gradients[other] ?? s.Right) { Forks = true, IsAlias = true };
        }
        if (result.Count == shape.Count) yield return new("the upstream gradient itself", "passed-through", s => s.Dys[0]!.ToArray<double>());
        // Of one result it is a factor.
        if (result.Count > 1)
            yield return new("the upstream gradient left out", "upstream-gradient", s => s.Dys.Length > 1 ? s.Right : s.For([.. s.Dys[0]!.ToArray<double>().Select(_ => 1.0)]));
        yield return new("one use overwritten by another", "overwritten", s => s.Dys[^1]!.ToArray<double>()) { Forks = true };
        yield return new("both uses lost", "all-zero", s => new double[s.Right.Length]) { Forks = true, IsAlias = true };
        yield return new("another use overwritten by this", "overwritten", s => s.Right) { Forks = true };
        if (shape.Rank > 1 && result.Rank > 0 && shape[0] == result[0] && shape[0] > 1)
            yield return new("the first sample's for all", "batch-of-one", s => [.. s.Right.Select((_, i) => s.Right[i % (s.Right.Length / s.Shape[0])])]);
    }
}
