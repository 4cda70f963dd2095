using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>One derivative, computed in two ways.</summary>
/// <param name="Tensor">The tensor by one of whose elements is differentiated.</param>
/// <param name="Index">The element's position in every dimension.</param>
/// <param name="Analytic">The derivative that the backward pass computed.</param>
/// <param name="Numeric">The derivative by differences, extrapolated.</param>
/// <param name="NumericError">How far <paramref name="Numeric"/> may be from the truth, by its own estimate.</param>
/// <param name="Scale">The size that a difference is relative to: the larger derivative, but at least a thousandth of the tensor's largest.</param>
/// <param name="Verdict">What follows.</param>
public sealed record GradientFinding(
    string Tensor, Position Index, double Analytic, double Numeric, double NumericError, double Scale, Verdict Verdict)
{
    /// <summary>|analytic − numeric|.</summary>
    public double Absolute => Math.Abs(Analytic - Numeric);

    /// <summary>|analytic − numeric| / scale.</summary>
    public double Relative => Absolute == 0 ? 0 : Absolute / Scale;

    /// <summary>The slopes to the left and to the right where they differ (verdict Kink).</summary>
    public (double Left, double Right)? Slopes { get; init; }

    /// <summary>At a kink: whether the analytic value lies between the slopes, so that it is one of the function's subgradients.</summary>
    public bool? IsSubgradient { get; init; }

    /// <summary>Whether the derivative is one along a random direction of the whole tensor, so that <see cref="Index"/> is no place.</summary>
    public bool IsAlongDirection { get; init; }

    /// <summary>What there is to say where there are no numbers to compare; null where there are.</summary>
    public string? Remark { get; init; }

    /// <summary>Where in the tensor.</summary>
    internal string Place => IsAlongDirection ? "along a random direction" : $"at {Index}";

    /// <summary>What was compared, in numbers; of a kink its slopes.</summary>
    internal string Numbers => Remark ?? (Slopes is var (left, right)
        ? Text($"analytic {Analytic + 0.0:g6}, which lies {(IsSubgradient == true ? "between" : "outside of")} the slopes {left:g6} to the left and {right:g6} to the right")
        : Text($"analytic {Analytic + 0.0:g10}, numeric {Numeric:g10} ± {NumericError:g2}, relative error {Relative:g2}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{Tensor} {Place}: {Verdict}, {Numbers}";
}
