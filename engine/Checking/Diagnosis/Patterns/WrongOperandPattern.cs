namespace NeuralCore.Checking;

/// <summary>The gradient is that of the function with another input transposed, flipped, exchanged for a third, or left out.</summary>
internal sealed class WrongOperandPattern : PredictionPattern
{
    /// <inheritdoc/>
    public override string Name => "wrong-operand";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        var (context, call) = (gradient.Context, gradient.Context.Call);
        foreach (var other in context.Checks.Keys)
        {
            if (other == gradient.Input) continue;
            foreach (var (values, words) in Substitutes(context, other))
            {
                var x = call.Inputs[other]!;
                var replaced = Tensor.FromDoubles(values, x.Shape, x.Type, x.Device);
                if (GradientElsewhere.Of(gradient, [.. call.Inputs.Select((input, i) => i == other ? replaced : input)]) is { } prediction)
                    yield return new(prediction, () => $"this would be the gradient of {gradient.Name} if {context.NameOf(other)} {x.Shape} {words}");
            }
        }
    }

    private static IEnumerable<(double[] Values, string Words)> Substitutes(DiagnosisContext context, int other)
    {
        var x = context.Call.Inputs[other]!;
        var values = x.ToArray<double>();
        for (var a = 0; a < x.Rank; a++)
            for (var b = a + 1; b < x.Rank; b++)
            {
                if (x.Shape[a] != x.Shape[b] || x.Shape[a] == 1) continue;
                var order = Enumerable.Range(0, x.Rank).ToArray();
                (order[a], order[b]) = (b, a);
                yield return (Lattice.Permuted(values, x.Shape, order), $"were transposed (dimensions {a} and {b}): the backward pass multiplies by it where it must multiply by its transpose");
            }
        int[] spatial = [.. Enumerable.Range(0, x.Rank).Where(d => d >= 2 && x.Shape[d] > 1)];
        foreach (var dims in Lattice.Subsets(spatial).OrderByDescending(s => s.Length))
            yield return (Lattice.Flipped(values, x.Shape, dims), $"stood in reverse along {Words.List(dims.Select(d => $"dimension {d}").ToList())}: a kernel is flipped, or is not and should be");
        foreach (var (input, check) in context.Checks)
            if (input != other && check.Shape == x.Shape)
                yield return (context.Call.Inputs[input]!.ToArray<double>(), $"were {check.Name}: the backward pass reads the wrong operand");
        yield return ([.. values.Select(_ => 1.0)], "were 1 everywhere: the factor that it contributes is left out");
    }
}
