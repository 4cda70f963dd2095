namespace NeuralCore.Data.Datasets;

/// <summary>What a data set has a class for.</summary>
public enum DatasetKind
{
    /// <summary>Each image.</summary>
    Images,

    /// <summary>Each pixel of an image.</summary>
    Scenes,
}
