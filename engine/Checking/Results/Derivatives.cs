namespace NeuralCore.Checking;

/// <summary>The derivatives of one tensor by all compared elements, both ways.</summary>
/// <param name="Elements">The elements' numbers in row-major order, ascending.</param>
/// <param name="Analytic">Those of the backward pass.</param>
/// <param name="Numeric">Those by differences.</param>
/// <param name="NumericError">The estimated errors of the latter.</param>
public sealed record Derivatives(long[] Elements, double[] Analytic, double[] Numeric, double[] NumericError)
{
    /// <summary>Of a tensor of which no element was compared.</summary>
    public static Derivatives None { get; } = new([], [], [], []);
}
