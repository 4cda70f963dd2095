namespace NeuralCore.Backends.Gpu;

/// <summary>The sizes of Batch products of [Rows, Depth] with [Depth, Columns].</summary>
internal readonly record struct GemmSize(int Batch, int Rows, int Columns, int Depth);
