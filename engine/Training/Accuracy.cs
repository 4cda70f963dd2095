using NeuralCore.Ops;

namespace NeuralCore.Training;

/// <summary>The share of examples whose largest output is that of the right class.</summary>
public sealed class Accuracy : IMetric
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
}
