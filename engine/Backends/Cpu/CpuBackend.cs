namespace NeuralCore.Backends;

/// <summary>SIMD and threads; whatever has no fast version here is the Reference backend's loop.</summary>
internal sealed partial class CpuBackend<T, S, V>(Device device) : ReferenceBackend<T, S>(device)
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>;
