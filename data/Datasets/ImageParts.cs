namespace NeuralCore.Data.Datasets;

/// <summary>A set of images in the parts that its files have.</summary>
/// <param name="Train">The images to learn from; all there are where no others lie apart.</param>
/// <param name="Validation">Those put aside to watch the training, where they lie apart from test images.</param>
/// <param name="Test">Those to be scored once, at the end, where they lie apart.</param>
/// <param name="Skipped">The damaged images that were left out, because that was asked for.</param>
public sealed record ImageParts(ImageDataset Train, ImageDataset? Validation, ImageDataset? Test, IReadOnlyList<string> Skipped);
