namespace NeuralCore.Backends.Gpu;

/// <summary>Memory taken from the device in one piece.</summary>
/// <param name="Memory">What the device gave.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Number">How many were taken before it: orders blocks of one size.</param>
/// <param name="IsSmall">Whether it serves small blocks; those keep to segments of their own, so as not to break up the others.</param>
internal sealed record MemorySegment<S>(S Memory, long Bytes, long Number, bool IsSmall);
