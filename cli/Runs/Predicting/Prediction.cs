namespace NeuralCore.Cli.Runs;

/// <summary>What a network takes an image for.</summary>
/// <param name="Image">The image's file.</param>
/// <param name="Change">What was done to it besides the run's own steps so that the network takes it; empty if nothing.</param>
/// <param name="Classes">The likeliest classes with their probabilities; of a segmentation the classes with their shares of the pixels.</param>
internal sealed record Prediction(string Image, string Change, IReadOnlyList<(string Class, double Share)> Classes);
