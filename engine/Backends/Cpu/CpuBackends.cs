using System.Runtime.Intrinsics;

namespace NeuralCore.Backends;

/// <summary>Picks the widest lanes that the processor has, when a backend is made.</summary>
internal static class CpuBackends
{
    /// <summary>The backend for float.</summary>
    public static Backend Float32(Device device) =>
        Vector512.IsHardwareAccelerated ? new CpuBackend<float, F32, F32x16>(device)
        : Vector256.IsHardwareAccelerated ? new CpuBackend<float, F32, F32x8>(device)
        : new CpuBackend<float, F32, F32x4>(device);

    /// <summary>The backend for double.</summary>
    public static Backend Float64(Device device) =>
        Vector512.IsHardwareAccelerated ? new CpuBackend<double, F64, F64x8>(device)
        : Vector256.IsHardwareAccelerated ? new CpuBackend<double, F64, F64x4>(device)
        : new CpuBackend<double, F64, F64x2>(device);
}
