namespace NeuralCore.Cli.Experiments;

/// <summary>What the command line says of an experiment.</summary>
/// <param name="Data">The data's files; null for the recipe's.</param>
/// <param name="Epochs">The passes over the training examples; null for the experiment's own number.</param>
/// <param name="Limit">The training examples; null for the experiment's own number.</param>
/// <param name="Seed">The seed of weights, order and division.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record ExperimentSettings(string? Data, int? Epochs, int? Limit, ulong Seed, Device Device);
