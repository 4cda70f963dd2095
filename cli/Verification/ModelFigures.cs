using System.Text.Json;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Verification;

/// <summary>Compares a network's figures: every |Δ| against its tolerance, the worst ratio decides.</summary>
/// <remarks>
/// Some gradients are zero in exact arithmetic (a bias before batch normalization), so with g the parameter's gradient
/// norm, n its count and f a hundredth of the largest gradient norm: |Δnorm| ≤ t(g+f), |Δsum| ≤ t√n(g+f), and each
/// sample |Δ| ≤ t(|b| + (g+f)/√n).
/// </remarks>
internal sealed class ModelFigures(double t)
{
    private double _worst = -1;
    private string _where = "nothing compared";
    private string? _failure;

    /// <summary>The output relative to its norm: all values, or norm, sum and samples.</summary>
    public void Output(double[] actual, JsonElement reference)
    {
        if (reference.ValueKind == JsonValueKind.Array)
        {
            var expected = Numbers(reference);
            if (expected.Length != actual.Length)
            {
                _failure ??= $"output has {actual.Length} values, expected {expected.Length}";
                return;
            }
            Check("output", Norm([.. actual.Zip(expected, (a, b) => a - b)]), t * Norm(expected));
            return;
        }
        var norm = reference.GetProperty("norm").GetDouble();
        Check("output norm", Norm(actual) - norm, t * norm);
        Check("output sum", actual.Sum() - reference.GetProperty("sum").GetDouble(), t * Math.Sqrt(actual.Length) * norm);
        foreach (var (i, b) in Samples(reference)) Check($"output[{i}]", actual[i] - b, t * norm);
    }

    /// <summary>A loss: |Δ| ≤ t · max(|b|, train loss).</summary>
    public void Loss(string name, double actual, double expected, double trainLoss) =>
        Check(name, actual - expected, t * Math.Max(Math.Abs(expected), Math.Abs(trainLoss)));

    /// <summary>Norm, sum and samples of every parameter's gradient.</summary>
    public void Gradients(ModuleBase model, JsonElement reference)
    {
        var floor = 1e-2 * reference.EnumerateObject().Max(p => p.Value.GetProperty("norm").GetDouble());
        var parameters = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        foreach (var property in reference.EnumerateObject())
        {
            if (!parameters.TryGetValue(property.Name, out var parameter))
            {
                _failure ??= $"there is no parameter {property.Name}";
                continue;
            }
            var actual = parameter.Grad?.ToArray<double>() ?? new double[parameter.Shape.Count];
            var g = property.Value.GetProperty("norm").GetDouble();
            var root = Math.Sqrt(actual.Length);
            Check($"grad {property.Name} norm", Norm(actual) - g, t * (g + floor));
            Check($"grad {property.Name} sum", actual.Sum() - property.Value.GetProperty("sum").GetDouble(), t * root * (g + floor));
            foreach (var (i, b) in Samples(property.Value))
                Check($"grad {property.Name}[{i}]", actual[i] - b, t * (Math.Abs(b) + (g + floor) / root));
        }
        foreach (var name in parameters.Keys)
            if (!reference.TryGetProperty(name, out _)) _failure ??= $"parameter {name} has no reference gradient";
    }

    /// <summary>Norm and sum of the running statistics.</summary>
    public void Buffers(ModuleBase model, JsonElement reference)
    {
        var state = model.StateDict();
        foreach (var property in reference.EnumerateObject())
        {
            if (property.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            var actual = state[property.Name].ToArray<double>();
            var norm = property.Value.GetProperty("norm").GetDouble();
            Check($"{property.Name} norm", Norm(actual) - norm, t * norm);
            Check($"{property.Name} sum", actual.Sum() - property.Value.GetProperty("sum").GetDouble(), t * Math.Sqrt(actual.Length) * norm);
        }
    }

    /// <summary>The verdict.</summary>
    public CaseResult Result() => _failure is not null ? CaseResult.Failed(_failure)
        : _worst is >= 0 and <= 1 ? CaseResult.Passed(_where) : CaseResult.Failed(_where);

    private void Check(string name, double difference, double tolerance)
    {
        var ratio = difference == 0 ? 0 : Math.Abs(difference) / tolerance;
        if (double.IsNaN(ratio)) _failure ??= $"{name}: not a number";
        if (ratio <= _worst) return;
        (_worst, _where) = (ratio, $"{name}: off by {difference:e2}, {ratio:g3} of the tolerance");
    }

    private static IEnumerable<(int Index, double Value)> Samples(JsonElement reference)
    {
        var stride = reference.GetProperty("stride").GetInt32();
        return Numbers(reference.GetProperty("samples")).Select((value, i) => (i * stride, value));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
