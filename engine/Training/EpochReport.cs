namespace NeuralCore.Training;

/// <summary>What a trainer says after an epoch.</summary>
/// <param name="Epoch">The number of epochs behind, at least 1.</param>
/// <param name="Loss">The mean loss over the epoch's examples.</param>
/// <param name="Metrics">What was measured of the training batches.</param>
public sealed record EpochReport(int Epoch, double Loss, IReadOnlyList<IMetric> Metrics);
