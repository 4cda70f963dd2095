using System.Globalization;

namespace NeuralCore.Training;

/// <summary>Ends a training that has stopped getting better: so many reports in a row without a new best (Prechelt 1998, LNCS 1524:55).</summary>
/// <remarks>A <see cref="Trainer"/> that is given one looks at it after each epoch; what it remembers is in the <see cref="Checkpoint"/>, so that a resumed run ends at the same epoch.</remarks>
public sealed class EarlyStopping : IResumable
{
    private readonly double _improvement;

    /// <summary>Waits for a better value.</summary>
    /// <param name="patience">How many reports in a row may bring none.</param>
    /// <param name="better">Whether a lower or a higher value is better.</param>
    /// <param name="minimumImprovement">By how much a value must beat the best to count, at least 0.</param>
    /// <exception cref="UsageException">The patience is below 1 or the improvement negative.</exception>
    public EarlyStopping(int patience, Better better = Better.Lower, double minimumImprovement = 0)
    {
        if (patience < 1) throw new UsageException($"early stopping with a patience of {patience} was asked for; expected at least 1");
        if (!(minimumImprovement >= 0)) throw new UsageException($"the least improvement that counts is {minimumImprovement}; expected at least 0");
        (Patience, Better, _improvement) = (patience, better, minimumImprovement);
    }

    /// <summary>How many reports in a row may bring nothing better.</summary>
    public int Patience { get; }

    /// <summary>Whether a lower or a higher value is better.</summary>
    public Better Better { get; }

    /// <summary>The best value so far; null before the first that is a number.</summary>
    public double? Best { get; private set; }

    /// <summary>How many reports there were since the best.</summary>
    public int Waited { get; private set; }

    /// <summary>Whether patience is at its end.</summary>
    public bool ShouldStop => Waited >= Patience;

    /// <summary>Takes in the value of an epoch and says whether it is a new best; NaN never is.</summary>
    public bool Report(double value)
    {
        var isBest = Best is not { } best
            ? !double.IsNaN(value)
            : Better == Better.Lower ? value < best - _improvement : value > best + _improvement;
        if (isBest) (Best, Waited) = (value, 0);
        else Waited++;
        return isBest;
    }

    // A double's shortest text gives its bits back.
    string IResumable.State
    {
        get => string.Create(CultureInfo.InvariantCulture, $"{Best:r}/{Waited}");
        set => (Best, Waited) = value.Split('/') is [var best, var waited]
            ? (best.Length == 0 ? (double?)null : double.Parse(best, CultureInfo.InvariantCulture), int.Parse(waited, NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException($"'{value}' is no state of early stopping");
    }
}
