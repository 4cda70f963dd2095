namespace NeuralCore.Backends;

/// <summary>A stretch of consecutive positions in a dot product.</summary>
/// <param name="X">Where it begins in x.</param>
/// <param name="Dy">Where it begins in a row of dy.</param>
/// <param name="Length">How many positions it has.</param>
internal readonly record struct DotSegment(nint X, nint Dy, int Length);
