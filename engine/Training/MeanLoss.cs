namespace NeuralCore.Training;

/// <summary>The mean of a loss over all examples, for evaluation.</summary>
/// <param name="loss">The mean loss of a batch from output and target.</param>
public sealed class MeanLoss(Func<Tensor, Tensor, Tensor> loss) : IMetric, IResumable
{
    private readonly RunningMean _mean = new();

    /// <inheritdoc/>
    public string Name => "loss";

    /// <inheritdoc/>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public void Update(Tensor output, Tensor target) => _mean.Add(loss(output, target), target.Shape[0]);

    /// <inheritdoc/>
    public void Reset() => _mean.Reset();

    string IResumable.State
    {
        get => ((IResumable)_mean).State;
        set => ((IResumable)_mean).State = value;
    }
}
