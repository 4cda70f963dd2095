namespace NeuralCore.Training;

/// <summary>Which of two values of a measure is the better one.</summary>
public enum Better
{
    /// <summary>The lower: a loss.</summary>
    Lower,
    /// <summary>The higher: an accuracy.</summary>
    Higher,
}
