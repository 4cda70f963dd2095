namespace NeuralCore.Cli.Runs;

/// <summary>What is known of an epoch that is behind: a line of <c>log.csv</c>.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Steps">The steps behind since the start of the run.</param>
/// <param name="Loss">The mean loss over the training examples.</param>
/// <param name="Accuracy">The share of the training examples, or of their pixels, that were recognised while it ran.</param>
/// <param name="Validation">The share of the validation examples recognised after it, where there are any.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="Seconds">How long it took; of a resumed epoch the part after the resumption.</param>
internal sealed record EpochRecord(int Epoch, long Steps, double Loss, double Accuracy, double? Validation, double LearningRate, double Seconds);
