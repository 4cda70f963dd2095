using NeuralCore.Data;

namespace NeuralCore.Cli.Runs;

/// <summary>What came of a training.</summary>
/// <param name="Epochs">What each epoch brought.</param>
/// <param name="Test">What the test examples were taken for, with the weights after the last epoch.</param>
/// <param name="Parameters">The number of learnable values.</param>
/// <param name="Seconds">How long the training took, without the scoring of the test part.</param>
internal sealed record TrainingResult(IReadOnlyList<EpochRecord> Epochs, ConfusionMatrix Test, long Parameters, double Seconds)
{
    /// <summary>The share of the test examples that was recognised.</summary>
    public double Accuracy => Test.OverallAccuracy;
}
