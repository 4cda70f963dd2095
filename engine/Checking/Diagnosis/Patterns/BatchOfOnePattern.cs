namespace NeuralCore.Checking;

/// <summary>Right for a batch of one sample, wrong for more.</summary>
internal sealed class BatchOfOnePattern : IPattern
{
    // What a numeric derivative takes of a smooth function.
    private const long EvaluationsPerElement = 8;

    /// <inheritdoc/>
    public string Name => "batch-of-one";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var call = gradient.Context.Call;
        if (gradient.WrongCount == 0 || call.Outputs[0].Shape is not { Rank: > 0 } result || result[0] < 2) return null;
        var batch = result[0];
        int[] carriers = [.. Enumerable.Range(0, call.Inputs.Length).Where(i => call.Inputs[i] is { } x && x.Rank > 0 && x.Shape[0] == batch)];
        if (carriers.Length == 0) return null;
        if (carriers.Contains(gradient.Input) && gradient.IsComplete && gradient.Shape.Rank > 1)
        {
            var inner = gradient.Elements.Length / batch;
            var share = gradient.Explains([.. gradient.Numeric.Select((_, p) => gradient.Numeric[p % inner])]);
            if (share > 0.99) return new(share, $"each of the {batch} samples holds the gradient of the first, which alone is right: the step from one sample to the next is missing");
        }

        if (result.Rank < 2 || (carriers.Contains(gradient.Input) && !IsWrongBeyondTheFirst(gradient, batch))) return null;

        // A weight may happen to have as many rows as the batch has samples: then only the first input is cut.
        foreach (var cut in new[] { carriers, carriers[..1] })
        {
            if (OneSample(gradient, cut) is not { } check) continue;
            if (!check.IsOk || check.Derivatives.Numeric.All(v => v == 0)) return null;
            return new(1, $"with the first sample alone all {Words.Count(check.Elements, "element")} are right; with {batch} samples {gradient.WrongCount} of {gradient.Elements.Length} are wrong: "
                + "the step from one sample to the next is missing or wrong, or only one sample is looked at");
        }
        return null;
    }

    private static TensorCheck? OneSample(WrongGradient gradient, int[] cut)
    {
        if (!gradient.Context.Affords(EvaluationsPerElement * gradient.Elements.Length)) return null;
        var inputs = gradient.Context.Call.Inputs.Select((x, i) => cut.Contains(i) ? First(x!) : x?.Detach()).ToArray();
        try
        {
            return gradient.Context.Recheck(inputs).Tensors.FirstOrDefault(t => t.Name == gradient.Name);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            // Whatever a function throws that was not written for these inputs.
            return null;
        }
    }

    // Every sample but the first has a wrong element, and every index of the other dimensions; else the error lies in some
    // of them, whatever the number of samples.
    private static bool IsWrongBeyondTheFirst(WrongGradient gradient, int batch)
    {
        var inner = gradient.Shape.Count / batch;
        return gradient.Wrong.Select(p => gradient.Elements[p] / inner).Where(n => n > 0).Distinct().Count() == batch - 1
            && Enumerable.Range(1, gradient.Shape.Rank - 1).All(d => gradient.Wrong.Select(p => gradient.At(p).Coordinates[d]).Distinct().Count() == gradient.Shape[d]);
    }

    private static Tensor First(Tensor x)
    {
        var shape = x.Shape.With(0, 1);
        var count = (int)shape.Count;
        return x.Type switch
        {
            ElementType.Int64 => Tensor.From(x.ToArray<long>()[..count], shape, x.Device),
            ElementType.Int32 => Tensor.From(x.ToArray<int>()[..count], shape, x.Device),
            ElementType.Bool => Tensor.From(x.ToArray<bool>()[..count], shape, x.Device),
            _ => Tensor.FromDoubles(x.ToArray<double>().AsSpan(0, count), shape, x.Type, x.Device),
        };
    }
}
