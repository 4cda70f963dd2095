namespace NeuralCore.Checking;

/// <summary>The outcome of a gradient check.</summary>
/// <param name="Subject">What was checked.</param>
/// <param name="Tensors">One entry for each tensor that carries a gradient.</param>
/// <param name="Evaluations">How often the function was computed.</param>
public sealed record GradientReport(string Subject, IReadOnlyList<TensorCheck> Tensors, long Evaluations)
{
    /// <summary>What the pattern of the errors looks like, the likeliest mistake first; empty if nothing is wrong.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>Whether every tensor's gradient is right.</summary>
    public bool IsOk => Tensors.All(t => t.IsOk);

    /// <summary>How many derivatives were compared one by one.</summary>
    public long Elements => Tensors.Sum(t => t.Elements);

    /// <summary>Everything that is not Ok.</summary>
    public IEnumerable<GradientFinding> Findings => Tensors.SelectMany(t => t.Findings);

    /// <summary>The largest relative error of all; kinks left out.</summary>
    public double WorstError => Tensors.Select(t => t.Worst is { Verdict: not Verdict.Kink } w ? w.Relative : 0).DefaultIfEmpty(0).Max();

    /// <summary>One line per tensor, then the diagnoses.</summary>
    public override string ToString() => string.Join('\n',
        [.. Tensors.Select(t => $"{Subject}: {t}"), .. Diagnoses.Select(d => $"{Subject}: {d}")]);
}

/// <summary>A mistake that the pattern of the errors looks like.</summary>
/// <param name="Pattern">The pattern's name, lower case with hyphens.</param>
/// <param name="Tensor">The tensor whose gradient shows it.</param>
/// <param name="Explanation">What was seen, in numbers, and what it looks like.</param>
/// <param name="Confidence">How much of the error the pattern explains, 0 to 1.</param>
public sealed record Diagnosis(string Pattern, string Tensor, string Explanation, double Confidence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tensor}: {Explanation} ({Pattern})";
}
