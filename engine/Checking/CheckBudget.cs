namespace NeuralCore.Checking;

/// <summary>How much a check may cost: up to how many elements a tensor is compared one by one, and what takes their place beyond.</summary>
public sealed record CheckBudget
{
    /// <summary>Tensors of at most so many elements are compared element by element.</summary>
    public int MostElements { get; init; } = 4096;

    /// <summary>Larger ones by so many elements drawn at random.</summary>
    public int SampledElements { get; init; } = 16;

    /// <summary>And along so many random directions; one that fails is followed down to its elements.</summary>
    public int Projections { get; init; } = 3;

    /// <summary>How often the function may be computed again to see what a wrong gradient looks like.</summary>
    public int DiagnosisEvaluations { get; init; } = 20_000;

    /// <summary>Whether every element of a tensor is compared.</summary>
    public bool TakesAll(long count) => count <= MostElements;

    /// <summary>About how often a function of tensors of these sizes is computed.</summary>
    public long Evaluations(IEnumerable<long> counts) =>
        EvaluationsPerDerivative * counts.Sum(n => TakesAll(n) ? n : SampledElements + Projections);

    // Four steps on either side of the point: what a smooth function takes.
    private const long EvaluationsPerDerivative = 8;
}
