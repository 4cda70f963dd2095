using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>The outcome of a gradient check: what was compared, and the worst element of each input.</summary>
/// <param name="Subject">What was checked.</param>
/// <param name="Findings">The worst element of each input that carries a gradient.</param>
public sealed record GradientReport(string Subject, IReadOnlyList<GradientFinding> Findings)
{
    /// <summary>Whether every element of every input agrees.</summary>
    public bool IsOk => Findings.All(f => f.IsOk);

    /// <summary>How many derivatives were compared.</summary>
    public long Elements => Findings.Sum(f => f.Elements);

    /// <summary>The largest relative error of all.</summary>
    public double WorstError => Findings.Count == 0 ? 0 : Findings.Max(f => f.Error);

    /// <summary>One line per input.</summary>
    public override string ToString() => string.Join('\n', Findings.Select(f => $"{Subject}: {f}"));
}

/// <summary>The element of one input whose analytic and numeric derivatives differ most.</summary>
/// <param name="Input">Which input.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Index">The element, row-major.</param>
/// <param name="Analytic">The derivative that the backward pass computed.</param>
/// <param name="Numeric">The derivative by differences.</param>
/// <param name="Error">|analytic − numeric| relative to the larger of the two and a thousandth of the input's largest derivative.</param>
/// <param name="Tolerance">The largest error that counts as agreement.</param>
/// <param name="Elements">How many elements were compared.</param>
public sealed record GradientFinding(
    int Input, Shape Shape, long Index, double Analytic, double Numeric, double Error, double Tolerance, long Elements)
{
    /// <summary>Whether the worst element agrees; NaN never does.</summary>
    public bool IsOk => Error <= Tolerance;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"input {Input} {Shape}: {(IsOk ? "ok" : "WRONG")}, worst element {Index}: analytic {Analytic:g10}, numeric {Numeric:g10}, relative error {Error:e1}");
}
