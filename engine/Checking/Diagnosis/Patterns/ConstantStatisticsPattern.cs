namespace NeuralCore.Checking;

/// <summary>A statistic of the input was treated as a constant: within each group of elements that share it the error is a·1 + b·x.</summary>
/// <remarks>
/// A mean hands every element of its group the same gradient, a variance one in proportion to x − mean (d variance / dx =
/// 2(x − mean)/n), a norm one in proportion to x; what the backward pass leaves out is their sum.
/// </remarks>
internal sealed class ConstantStatisticsPattern : PredictionPattern
{
    private const int SmallestGroup = 3;

    // So many elements more than free numbers.
    private const int LeastSurplus = 2;

    // A true gradient that fits the same form this well makes the fit of the error no evidence.
    private const double LeastMisfit = 1e-3;

    /// <inheritdoc/>
    public override string Name => "constant-statistics";

    /// <inheritdoc/>
    protected override IEnumerable<Prediction> Predictions(WrongGradient gradient)
    {
        if (!gradient.IsComplete || gradient.IsCompared.Contains(false)) yield break;
        var call = gradient.Context.Call;
        var x = call.Inputs[gradient.Input]!.ToArray<double>();
        double[] error = [.. gradient.Analytic.Zip(gradient.Numeric, (a, n) => a - n)];
        var y = call.Outputs.FirstOrDefault(o => o.Shape == gradient.Shape)?.ToArray<double>();
        foreach (var grouping in Grouping.All(gradient.Shape))
        {
            var groups = grouping.Groups;
            if (groups.Any(g => g.Length < SmallestGroup) || !groups.All(g => g.Any(p => gradient.IsWrong[p]))) continue;
            double[] centred = new double[x.Length], one = [.. x.Select(_ => 1.0)];
            foreach (var group in groups)
            {
                var mean = group.Average(p => x[p]);
                foreach (var p in group) centred[p] = x[p] - mean;
            }
            foreach (var (basis, what, formula) in Bases(one, centred, x, y))
            {
                if (error.Length - groups.Count * basis.Length < LeastSurplus || Fits(gradient.Numeric, groups, basis)) continue;
                var fitted = Fit.Of(error, groups, basis);
                yield return new([.. gradient.Numeric.Zip(fitted, (n, e) => n + e)],
                    () => $"within {grouping.Words} the error is {what}, though {gradient.Name} enters there too; the way back through it is missing ({formula})");
            }
        }
    }

    private static IEnumerable<(double[][] Basis, string What, string Formula)> Bases(double[] one, double[] centred, double[] x, double[]? y)
    {
        const string normalized = "in a normalization x̂ = r·(x − mean): dx = r·(dx̂ − E[dx̂] − x̂·E[dx̂·x̂]), not r·dx̂";
        yield return ([one], "one number for all: a mean is treated as a constant", normalized);
        yield return ([centred], "in proportion to x − mean: a variance is treated as a constant", normalized);
        yield return ([x], "in proportion to x: a norm, or a mean of squares, is treated as a constant", "of y = r·x with r = 1/‖x‖: dx = r·(dy − y·Σ(dy·y)), not r·dy");
        yield return ([one, centred], "a·1 + b·x: mean and variance are treated as constants", normalized);
        if (y is not null) yield return ([y], "in proportion to the result: what it is normalized by is treated as a constant", normalized);
    }

    private static bool Fits(double[] values, IReadOnlyList<int[]> groups, double[][] basis)
    {
        var fitted = Fit.Of(values, groups, basis);
        double rest = 0, size = 0;
        for (var p = 0; p < values.Length; p++) (rest, size) = (rest + (values[p] - fitted[p]) * (values[p] - fitted[p]), size + values[p] * values[p]);
        return rest <= LeastMisfit * size;
    }
}
