namespace NeuralCore.Cli.Verification;

/// <summary>Compares an op's values, kind by kind: ‖a − b‖ ≤ t·(‖b‖ + 10⁻³·s), s the largest norm of the kind in the case.</summary>
internal sealed class Comparison(ElementType type)
{
    private readonly List<(string Kind, string Name, double[] Expected, double[] Actual)> _values = [];

    /// <summary>One pair of values of a kind: result, gradient, second order.</summary>
    public void Add(string kind, string name, double[] expected, double[] actual) => _values.Add((kind, name, expected, actual));

    /// <summary>The verdict over all of them, with the worst.</summary>
    public CaseResult Result()
    {
        var (worst, where) = (-1.0, "nothing compared");
        foreach (var kind in _values.GroupBy(v => v.Kind))
        {
            var scale = kind.Max(v => Norm(v.Expected));
            foreach (var (_, name, expected, actual) in kind)
            {
                if (expected.Length != actual.Length)
                    return CaseResult.Failed($"{name}: {actual.Length} values, expected {expected.Length}");
                var distance = Norm([.. expected.Zip(actual, (b, a) => a - b)]);
                var ratio = distance == 0 ? 0 : distance / (Tolerance(kind.Key) * (Norm(expected) + 1e-3 * scale));
                if (double.IsNaN(ratio)) return CaseResult.Failed($"{name}: not a number");
                if (ratio <= worst) continue;
                (worst, where) = (ratio, $"{name}: distance {distance:e2}, {ratio:g3} of the tolerance");
            }
        }
        return worst is >= 0 and <= 1 ? CaseResult.Passed(where) : CaseResult.Failed(where);
    }

    private double Tolerance(string kind) => type == ElementType.Float64 ? 1e-9 : kind == "result" ? 1e-5 : 1e-4;

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
