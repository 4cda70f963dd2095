namespace NeuralCore;

/// <summary>A GPU device that a driver names, whether it can be used or not.</summary>
public sealed record GpuDeviceInfo
{
    /// <summary>The name as <c>--device</c> takes it: <c>cuda:0</c>, <c>opencl:1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the maker calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Who made the driver: the OpenCL platform, or NVIDIA CUDA.</summary>
    public required string Platform { get; init; }

    /// <summary>The driver's version.</summary>
    public required string Driver { get; init; }

    /// <summary>What kernels are compiled for: <c>sm_86, PTX 8.0</c> or <c>OpenCL 3.0, C 1.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it is a graphics processor; PoCL, say, is not: it computes on the CPU.</summary>
    public required bool IsGpu { get; init; }

    /// <summary>The device's memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The largest single allocation in bytes.</summary>
    public required long LargestAllocation { get; init; }

    /// <summary>The multiprocessors, or compute units.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>The clock rate in MHz; 0 where the driver doesn't tell.</summary>
    public required int ClockMegahertz { get; init; }

    /// <summary>The most threads of a group.</summary>
    public required int GroupThreads { get; init; }

    /// <summary>The most shared memory of a group, in bytes.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>Whether it computes with Float64; without it it serves Float32 tensors alone.</summary>
    public required bool HasFloat64 { get; init; }

    /// <summary>What else it can do that concerns kernels, a word or two each.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do about <see cref="Reason"/>.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => Reason is null;
}
