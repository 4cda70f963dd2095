namespace NeuralCore.Backends;

/// <summary>SIMD and threads; whatever has no fast version here is the Reference backend's loop.</summary>
internal sealed partial class CpuBackend<T, S, V>(Device device) : ReferenceBackend<T, S>(device)
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>;

/// <summary>Picks the widest lanes that the processor has.</summary>
internal static class CpuBackends
{
    /// <summary>The backend for float.</summary>
    public static Backend Float32(Device device) => new CpuBackend<float, F32, F32>(device);

    /// <summary>The backend for double.</summary>
    public static Backend Float64(Device device) => new CpuBackend<double, F64, F64>(device);
}
