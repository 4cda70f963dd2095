using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A stretch of device memory that a runtime gave out; <paramref name="Owner"/> is what the runtime needs to take it back.</summary>
internal readonly record struct GpuMemory(ArrayView<byte> Bytes, object? Owner);
