namespace NeuralCore.Backends;

/// <summary>A copy between two strided boxes of the same extents: the one primitive behind permute, slice, flip, pad, crop, concatenate and expand.</summary>
/// <param name="Extents">The extents of the box.</param>
/// <param name="SourceOffset">The source's first element, relative to its view.</param>
/// <param name="SourceStrides">The source's steps, in elements; 0 repeats, negative runs backwards.</param>
/// <param name="TargetOffset">The target's first element, relative to its view.</param>
/// <param name="TargetStrides">The target's steps, in elements.</param>
public readonly record struct StridedGeometry(
    Shape Extents, long SourceOffset, Steps SourceStrides, long TargetOffset, Steps TargetStrides);
