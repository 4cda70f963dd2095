namespace NeuralCore.Ops;

/// <summary>How values between the samples of a grid are found.</summary>
public enum Interpolation
{
    /// <summary>The sample whose cell the position falls into.</summary>
    Nearest,
    /// <summary>The weighted mean of the two neighbours, per dimension: linear, bilinear, trilinear.</summary>
    Linear,
}
