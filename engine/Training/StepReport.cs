namespace NeuralCore.Training;

/// <summary>What a trainer says after a step, valid during the callback; the losses are read from the device only when asked for.</summary>
public readonly struct StepReport
{
    private readonly Tensor _loss;
    private readonly RunningMean _mean;

    internal StepReport(int epoch, int step, int examples, Tensor loss, RunningMean mean) =>
        (Epoch, Step, Examples, _loss, _mean) = (epoch, step, examples, loss, mean);

    /// <summary>The running epoch, counted from 0.</summary>
    public int Epoch { get; }

    /// <summary>The number of steps behind in this epoch, at least 1.</summary>
    public int Step { get; }

    /// <summary>The number of examples in the batch.</summary>
    public int Examples { get; }

    /// <summary>The loss of the batch.</summary>
    public double Loss => _loss.Item();

    /// <summary>The mean loss over the epoch so far.</summary>
    public double MeanLoss => _mean.Value;
}
