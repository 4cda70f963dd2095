namespace NeuralCore.Checking;

/// <summary>The derivatives of one tensor by all compared elements, both ways.</summary>
/// <param name="Elements">The elements' numbers in row-major order, ascending.</param>
/// <param name="Analytic">Those of the backward pass.</param>
/// <param name="Numeric">Those by differences.</param>
/// <param name="NumericError">The estimated errors of the latter.</param>
/// <param name="Scale">The sizes that differences are relative to, as in <see cref="GradientFinding.Scale"/>.</param>
public sealed record Derivatives(long[] Elements, double[] Analytic, double[] Numeric, double[] NumericError, double[] Scale)
{
    /// <summary>Of a tensor of which no element was compared.</summary>
    public static Derivatives None { get; } = new([], [], [], [], []);

    /// <summary>|analytic − numeric| / scale of the i-th compared element.</summary>
    public double RelativeError(int i) => Analytic[i].Equals(Numeric[i]) ? 0 : Math.Abs(Analytic[i] - Numeric[i]) / Scale[i];
}
