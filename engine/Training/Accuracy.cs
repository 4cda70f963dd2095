using System.Globalization;
using NeuralCore.Ops;

namespace NeuralCore.Training;

/// <summary>The share of examples whose right class has the largest output, or one of the <paramref name="top"/> largest; of equal ones the first in order counts as larger.</summary>
/// <param name="top">How many outputs are looked at.</param>
/// <exception cref="UsageException">That is below 1.</exception>
public sealed class Accuracy(int top = 1) : IMetric, IResumable
{
    private readonly int _top = top >= 1 ? top : throw new UsageException($"the accuracy of the {top} largest outputs was asked for; expected at least 1");
    private long _right, _all;

    /// <inheritdoc/>
    public string Name => _top == 1 ? "accuracy" : $"top-{_top} accuracy";

    /// <inheritdoc/>
    public double Value => _all == 0 ? double.NaN : (double)_right / _all;

    /// <summary>Takes in scores [N, C, *] and class indices [N, *].</summary>
    public void Update(Tensor output, Tensor target)
    {
        var wanted = target.ToArray<long>();
        _right += _top == 1 ? Hits(output.ArgMax(1).ToArray<long>(), wanted) : Hits(output.ToArray<double>(), wanted, output.Shape);
        _all += wanted.Length;
    }

    /// <inheritdoc/>
    public void Reset() => (_right, _all) = (0, 0);

    string IResumable.State
    {
        get => $"{_right}/{_all}";
        set => (_right, _all) = value.Split('/') is [var right, var all]
            ? (long.Parse(right, CultureInfo.InvariantCulture), long.Parse(all, CultureInfo.InvariantCulture))
            : throw new FormatException($"'{value}' is no accuracy");
    }

    private static long Hits(long[] predicted, long[] wanted)
    {
        var hits = 0L;
        for (var i = 0; i < wanted.Length; i++)
            if (predicted[i] == wanted[i]) hits++;
        return hits;
    }

    private long Hits(double[] scores, long[] wanted, Shape shape)
    {
        var (classes, places, hits) = (shape[1], shape.CountOf(2, shape.Rank), 0L);
        for (var i = 0; i < wanted.Length; i++)
        {
            var (example, place) = Math.DivRem(i, places);
            double Score(long c) => scores[(example * classes + c) * places + place];
            // Behind every larger score, and behind the equal ones before it.
            var (own, before) = (Score(wanted[i]), 0);
            for (var c = 0; c < classes; c++)
                if (Score(c) > own || (Score(c) == own && c < wanted[i])) before++;
            if (before < _top && !double.IsNaN(own)) hits++;
        }
        return hits;
    }
}
