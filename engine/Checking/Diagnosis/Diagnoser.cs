namespace NeuralCore.Checking;

/// <summary>Asks the patterns what a wrong gradient looks like, the simplest and cheapest first.</summary>
internal static class Diagnoser
{
    // Less than this and a pattern explains nothing.
    private const double LeastShare = 0.8;

    // From here on nothing is left to explain, and no further pattern is asked.
    private const double Everything = 0.999;

    // What says more in fewer words goes first: a value for every element from no free number, then from one, then from a
    // few, and last the patterns that only say where the error is.
    private static readonly IPattern[] All =
    [
        new WrongShapePattern(broadcast: true),
        new WrongShapePattern(broadcast: false),
        new ChangingFunctionPattern(),
        new StaleBufferPattern(),
        new NotANumberPattern(),
        new AllZeroPattern(),
        new SignPattern(),
        new SwappedInputsPattern(),
        new OverwrittenPattern(),
        new PassedThroughPattern(),
        new SinglePrecisionPattern(),
        new ConstantFactorPattern(),
        new TransposedPattern(),
        new FlippedPattern(),
        new ShiftedPattern(),
        new PermutedPattern(),
        new UpstreamGradientPattern(),
        new MissingSumPattern(),
        new DroppedTermPattern(),
        new MissingAccumulationPattern(),
        new SingleElementPattern(),
        new AddedTermPattern(),
        new ConstantStatisticsPattern(),
        new BatchOfOnePattern(),
        new StaleValuesPattern(),
        new WrongOperandPattern(),
        new BorderPattern(),
        new GroupPattern(),
        new ValueRangePattern(),
    ];

    /// <summary>The names of all patterns, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name).Distinct()];

    /// <summary>What the wrong tensors of a check look like, the best explained first.</summary>
    public static IReadOnlyList<Diagnosis> Run(DiagnosisContext context) =>
        [.. context.Wrong.SelectMany(Explain).OrderByDescending(d => Math.Min(d.Confidence, Everything))];

    // The patterns of one tensor; the order of the list decides among equals.
    private static IEnumerable<Diagnosis> Explain(WrongGradient gradient)
    {
        List<Diagnosis> found = [];
        foreach (var pattern in All)
        {
            if (pattern.Match(gradient) is not { Share: >= LeastShare } match) continue;
            var part = match.Share < Everything ? $"; that explains {match.Share * 100:0} % of the wrong elements" : "";
            found.Add(new(pattern.Name, gradient.Name, match.Explanation + part, match.Share));
            if (match.Share >= Everything) break;
        }
        return found.OrderByDescending(d => d.Confidence);
    }
}
