namespace NeuralCore.Checking;

/// <summary>What was found for one tensor: how many of its elements were compared, the worst, and every one that is not Ok.</summary>
/// <param name="Name">The tensor's name: the op's input, or a parameter's path.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Elements">How many derivatives were compared one by one.</param>
/// <param name="Projections">How many random directions were compared in place of, or beside, the elements.</param>
/// <param name="Worst">The compared element with the largest error, by verdict first; null if none was compared.</param>
/// <param name="Findings">The elements that are not Ok, in row-major order.</param>
public sealed record TensorCheck(
    string Name, Shape Shape, long Elements, int Projections, GradientFinding? Worst, IReadOnlyList<GradientFinding> Findings)
{
    /// <summary>The derivatives of all compared elements, for patterns and pictures; empty where only projections were compared.</summary>
    public Derivatives Derivatives { get; init; } = Derivatives.None;

    /// <summary>Whether nothing was found that makes the gradient wrong: a kink where the analytic value is a subgradient does not.</summary>
    public bool IsOk => Findings.All(f => f.Verdict is Verdict.Noise || (f.Verdict is Verdict.Kink && f.IsSubgradient == true));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}: {Summary}{Detail}";

    // "ok, 12 elements", "ok, Kink at 1 of 12 elements", "Wrong at 7 of 12 elements and Kink at 1 of 12 elements"; of a large tensor "Wrong at 7 of 12 compared elements".
    private string Summary => Findings.Count == 0
        ? $"ok, {Words.Count(Elements, Kind)}{(Projections > 0 ? $" and {Words.Count(Projections, "random direction")}" : "")}"
        : (IsOk ? "ok, " : "") + Words.List([.. Findings.GroupBy(f => (f.Verdict, f.IsAlongDirection), (kind, all) =>
            kind.IsAlongDirection ? $"{kind.Verdict} along a random direction"
            : Elements == 0 ? $"{kind.Verdict}"
            : $"{kind.Verdict} at {all.Count()} of {Words.Count(Elements, Kind)}")]);

    private string Kind => Elements is > 0 && Elements < Shape.Count ? "compared element" : "element";

    private string Detail => Worst switch
    {
        null => "",
        { Remark: { } remark } => $"; {remark}",
        { IsAlongDirection: true } worst => $"; {worst.Numbers}",
        var worst => $"; worst {worst.Place}: {worst.Numbers}",
    };
}
