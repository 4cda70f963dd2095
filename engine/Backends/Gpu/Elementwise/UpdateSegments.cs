using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>The device's segments of memory in which a parameter, its gradient and its states lie: what lies in the same ones is changed by one launch.</summary>
internal readonly record struct UpdateSegments(MemoryBuffer P, MemoryBuffer G, MemoryBuffer? S0, MemoryBuffer? S1, MemoryBuffer? S2)
{
    /// <summary>All memory of the segments.</summary>
    public UpdateViews<V> Views<V>() where V : unmanaged, ILane<V> => new(All<V>(P), All<V>(G), All<V>(S0), All<V>(S1), All<V>(S2));

    private static ArrayView<V> All<V>(MemoryBuffer? segment) where V : unmanaged => segment is null ? default : segment.AsRawArrayView().Cast<V>();
}
