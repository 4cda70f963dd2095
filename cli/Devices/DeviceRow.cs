using System.Runtime.Intrinsics;

namespace NeuralCore.Cli.Devices;

/// <summary>What is told of one device; null where it has no such thing.</summary>
/// <param name="Device">Its name as <c>--device</c> takes it.</param>
/// <param name="Name">What it is.</param>
/// <param name="Driver">Who drives it: platform and version.</param>
/// <param name="HasFloat64">Whether it computes with doubles.</param>
internal sealed record DeviceRow(string Device, string Name, string Driver, bool HasFloat64)
{
    /// <summary>What kernels are compiled for.</summary>
    public string? Version { get; init; }

    /// <summary>The memory in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The multiprocessors, compute units or threads.</summary>
    public int? ComputeUnits { get; init; }

    /// <summary>The clock rate in MHz.</summary>
    public int? ClockMegahertz { get; init; }

    /// <summary>The most threads of a group.</summary>
    public int? GroupThreads { get; init; }

    /// <summary>The most shared memory of a group, in bytes.</summary>
    public int? SharedBytes { get; init; }

    /// <summary>What else it can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Why it cannot be used.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => Reason is null;

    /// <summary>Whether <c>auto</c> stands for it.</summary>
    public bool IsAuto => Device == GpuDiscovery.Best;

    /// <summary>Every device: those without a GPU, then those of each driver.</summary>
    public static IReadOnlyList<DeviceRow> All() => [Reference(), Cpu(), Ptx(), .. GpuDiscovery.Devices.Select(Of)];

    private static DeviceRow Reference() => new("reference", "every formula as plain loops", ".NET", true)
    {
        MemoryBytes = HostMemory,
        ComputeUnits = 1,
    };

    private static DeviceRow Cpu() => new("cpu", "this machine's processor", ".NET", true)
    {
        Version = Vectors,
        MemoryBytes = HostMemory,
        ComputeUnits = Threads.Count,
    };

    private static DeviceRow Ptx() => new("ptx", "CUDA's kernels, interpreted and checked", ".NET", true)
    {
        Version = "sm_80, PTX 8.0",
        MemoryBytes = HostMemory,
        ComputeUnits = Environment.ProcessorCount,
        GroupThreads = 1024,
        SharedBytes = 48 << 10,
        Capabilities = ["warps of 32", "finds wrong addresses and barriers that not all reach", "races too with NEURALCORE_PTX_RACES=1"],
    };

    private static DeviceRow Of(GpuDeviceInfo device) => new(device.Id, device.Name, $"{device.Platform} {device.Driver}", device.HasFloat64)
    {
        Version = device.Version,
        MemoryBytes = device.MemoryBytes,
        ComputeUnits = device.ComputeUnits,
        ClockMegahertz = device.ClockMegahertz > 0 ? device.ClockMegahertz : null,
        GroupThreads = device.GroupThreads,
        SharedBytes = device.SharedBytes,
        Capabilities = device.Capabilities,
        Reason = device.Reason,
        Remedy = device.Remedy,
    };

    private static long HostMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Vectors =>
        Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "vectors of 256 bits" : "vectors of 128 bits";
}
