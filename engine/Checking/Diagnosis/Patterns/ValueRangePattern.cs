namespace NeuralCore.Checking;

/// <summary>Wrong are just the elements whose input lies above or below some value, or far from zero, or near to it: one branch of the function.</summary>
internal sealed class ValueRangePattern : IPattern
{
    // Of so many ways to choose the wrong ones among all, one is such a range by chance.
    private const double LeastWays = 1000;

    /// <inheritdoc/>
    public string Name => "value-range";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var values = gradient.Context.Call.Inputs[gradient.Input]!.ToArray<double>();
        int[] notable = [.. Enumerable.Range(0, gradient.Elements.Length).Where(gradient.IsNotable)];
        if (Ways(notable.Length, notable.Count(p => gradient.IsWrong[p])) < LeastWays) return null;
        return Of(v => v, gradient.Name) ?? Of(Math.Abs, $"|{gradient.Name}|");

        Match? Of(Func<double, double> key, string words)
        {
            double[] wrong = [.. notable.Where(p => gradient.IsWrong[p]).Select(Key)], right = [.. notable.Where(p => !gradient.IsWrong[p]).Select(Key)];
            var isAbove = wrong.Min() > right.Max();
            if (!isAbove && wrong.Max() >= right.Min()) return null;
            var (low, high) = isAbove ? (right.Max(), wrong.Min()) : (wrong.Max(), right.Min());
            var edge = low < 0 && high > 0 ? "0" : $"some value from {Words.Number(low)} to {Words.Number(high)}";
            return new(1, $"wrong are just the elements where {words} is {(isAbove ? "above" : "below")} {edge} ({wrong.Length} of {gradient.Elements.Length}), all others are right; "
                + $"{Words.Manner(gradient, [.. gradient.Wrong])}: one branch of the function has another one's derivative, or none");

            double Key(int p) => key(values[gradient.Elements[p]]);
        }
    }

    // n over k, as far as it matters.
    private static double Ways(int n, int k)
    {
        var ways = 1.0;
        for (var i = 1; i <= Math.Min(k, n - k) && ways < LeastWays; i++) ways = ways * (n - i + 1) / i;
        return k == 0 || k == n ? 0 : ways;
    }
}
