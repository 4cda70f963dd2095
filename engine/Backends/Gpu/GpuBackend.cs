using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Every primitive as a kernel, on whatever machine the runtime drives.</summary>
/// <typeparam name="V">One element as a lane: <see cref="GpuF32"/> or <see cref="GpuF64"/>.</typeparam>
internal sealed partial class GpuBackend<V>(Device device, GpuRuntime runtime) : Backend(device, V.IsDouble ? ElementType.Float64 : ElementType.Float32), IGpuBackend
    where V : unmanaged, IGpuLane<V>
{
    /// <summary>The machine.</summary>
    public GpuRuntime Runtime { get; } = runtime;

    /// <inheritdoc/>
    public override Storage Allocate(ElementType type, long count) => new GpuStorage(Runtime, type, count);

    // The elements of a floating view.
    private static ArrayView<V> Lanes(View view) => Array<V>(view);

    // The elements of a view that may be missing: then a view of no elements.
    private static ArrayView<V> LanesOrNone(View? view) => view is { } given ? Lanes(given) : default;

    private static ArrayView<T> Array<T>(View view) where T : unmanaged => ((GpuStorage)view.Storage).Array<T>(view);

    // A thread for each of so many elements.
    private void Launch<K>(in K kernel, long elements) where K : struct, IKernel => Runtime.Launch(kernel, Groups.For(elements, K.GroupSize));
}
