using System.Runtime.Intrinsics;
using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>The CPU backend over every lane that this processor computes in hardware.</summary>
internal static class CpuLanes
{
    /// <summary>Float and double, 128 to 512 bits.</summary>
    public static IEnumerable<Backend> All() => Float32().Concat(Float64());

    /// <summary>Float.</summary>
    public static IEnumerable<Backend> Float32()
    {
        yield return new CpuBackend<float, F32, F32x4>(Device.Cpu);
        if (Vector256.IsHardwareAccelerated) yield return new CpuBackend<float, F32, F32x8>(Device.Cpu);
        if (Vector512.IsHardwareAccelerated) yield return new CpuBackend<float, F32, F32x16>(Device.Cpu);
    }

    /// <summary>Double.</summary>
    public static IEnumerable<Backend> Float64()
    {
        yield return new CpuBackend<double, F64, F64x2>(Device.Cpu);
        if (Vector256.IsHardwareAccelerated) yield return new CpuBackend<double, F64, F64x4>(Device.Cpu);
        if (Vector512.IsHardwareAccelerated) yield return new CpuBackend<double, F64, F64x8>(Device.Cpu);
    }
}
