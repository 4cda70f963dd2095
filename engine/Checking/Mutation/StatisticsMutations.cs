using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Checking;

/// <summary>Normalizations whose statistics are treated as constants.</summary>
internal static class StatisticsMutations
{
    /// <summary>Those of the op's data; none if it is no normalization.</summary>
    public static IEnumerable<Mutation> For(Op op, int input)
    {
        if (input != 0) yield break;
        if (op is NormOp norm)
        {
            yield return new("mean and variance constant", "constant-statistics", s => Constant(s, norm, mean: true, variance: true));
            yield return new("mean constant", "constant-statistics", s => Constant(s, norm, mean: true, variance: false));
            yield return new("variance constant", "constant-statistics", s => Constant(s, norm, mean: false, variance: true));
        }
        if (op is SoftmaxOp)
            yield return new("the sum of exponentials constant", "constant-statistics", s => [.. s.Dys[0]!.ToArray<double>().Zip(s.Saved[0].ToArray<double>(), (dy, y) => dy * y)]);
    }

    // dx = r·(D − E[D] − x̂·E[D·x̂]): the second term comes through the mean, the third through the variance.
    private static double[] Constant(MutationSite site, NormOp norm, bool mean, bool variance)
    {
        if (site.Dys[0] is not { } dy) return site.Right;
        var view = new NormView(norm.Geometry(site.Shape));
        var r = (view.Statistic(site.Saved[2]) + norm.Eps).Pow(-0.5);
        var normalized = (view.Data(site.Saved[0]) - view.Statistic(site.Saved[1])) * r;
        var d = site.Saved.Optional(3) is { } weight ? view.Data(dy) * view.Weight(weight) : view.Data(dy);
        var wrong = Tensor.FromDoubles(site.Right, site.Shape, dy.Type, dy.Device).Reshape(view.Shape);
        if (mean) wrong += (r * view.Mean(d)).Expand(view.Shape);
        if (variance) wrong += r * normalized * view.Mean(d * normalized);
        return wrong.ToArray<double>();
    }
}
