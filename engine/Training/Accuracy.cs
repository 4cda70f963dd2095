using System.Globalization;
using NeuralCore.Ops;

namespace NeuralCore.Training;

/// <summary>The share of examples whose largest output is that of the right class.</summary>
public sealed class Accuracy : IMetric, IResumable
{
    private long _right, _all;

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public double Value => _all == 0 ? double.NaN : (double)_right / _all;

    /// <summary>Takes in scores [N, C, *] and class indices [N, *].</summary>
    public void Update(Tensor output, Tensor target)
    {
        long[] predicted = output.ArgMax(1).ToArray<long>(), wanted = target.ToArray<long>();
        for (var i = 0; i < wanted.Length; i++)
            if (predicted[i] == wanted[i]) _right++;
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
}
