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
    public override string ToString() => Findings.Count == 0
        ? $"{Name} {Shape}: ok, {Elements} elements{(Projections > 0 ? $", {Projections} projections" : "")}{(Worst is null ? "" : $", worst {Worst}")}"
        : $"{Name} {Shape}: {Findings.Count} of {Elements} elements, worst {Worst}";
}
