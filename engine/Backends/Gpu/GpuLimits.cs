namespace NeuralCore.Backends.Gpu;

/// <summary>What a device can hold.</summary>
/// <param name="GroupThreads">The most threads of a group.</param>
/// <param name="SharedBytes">The most shared memory of a group, in bytes.</param>
/// <param name="MemoryBytes">The device's memory, in bytes.</param>
/// <param name="HasFloat64">Whether it computes with doubles.</param>
internal readonly record struct GpuLimits(int GroupThreads, int SharedBytes, long MemoryBytes, bool HasFloat64);
