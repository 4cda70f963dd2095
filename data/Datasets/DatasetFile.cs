namespace NeuralCore.Data.Datasets;

/// <summary>A file that a data set is published in.</summary>
/// <param name="Name">Its name in the data set's folder.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
/// <param name="Addresses">Where it is to be had: the first that answers serves.</param>
public sealed record DatasetFile(string Name, long Size, string Sha256, IReadOnlyList<Uri> Addresses);
