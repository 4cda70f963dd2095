namespace NeuralCore.Checking;

/// <summary>The numeric gradient of the same loss at other inputs: what a backward pass returns that looks at those.</summary>
internal static class GradientElsewhere
{
    private const int MostElements = 64;

    /// <summary>One value for each compared element, NaN beyond the first few; null where it costs too much or the function refuses the inputs.</summary>
    public static double[]? Of(WrongGradient gradient, IReadOnlyList<Tensor?> inputs)
    {
        var prediction = new double[gradient.Elements.Length];
        Array.Fill(prediction, double.NaN);
        int[] wanted = [.. Enumerable.Range(0, gradient.Elements.Length).Where(p => gradient.IsCompared[p]).OrderByDescending(p => gradient.IsWrong[p]).Take(MostElements)];
        if (!gradient.Context.Affords(wanted.Length * JacobianProbe.EvaluationsPerColumn)) return null;
        try
        {
            var call = gradient.Context.Call.With(inputs);
            var probe = new JacobianProbe(call, gradient.Input, gradient.Context.Step);
            var count = (int)call.Blocks.Sum(b => b.Shape.Count);
            foreach (var p in wanted)
                prediction[p] = probe.Column((int)gradient.Elements[p]).Take(count).Zip(call.Weights, (slope, weight) => slope * weight).Sum();
            return prediction;
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            // Whatever a function throws that was not written for these inputs.
            return null;
        }
    }
}
