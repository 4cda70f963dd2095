using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A backend on a GPU as the author of an own kernel sees it: <c>if (x.Backend is IGpuBackend gpu) gpu.Launch(…)</c>.</summary>
/// <remarks>
/// Launches and copies are queued and done in the order of the calls. An <see cref="Autograd.Op"/>'s Forward is the place to
/// launch from: the dispatcher keeps its tensors' memory until the call is over. <c>engine/Backends/Gpu/README.md</c> shows the way.
/// </remarks>
public interface IGpuBackend
{
    /// <summary>The elements of a tensor's view on the device, to be handed to a kernel.</summary>
    /// <typeparam name="T">float or <see cref="GpuF32"/>, double or <see cref="GpuF64"/>, int, long, or for Bool byte.</typeparam>
    /// <exception cref="DeviceException">The view's memory is not a GPU's.</exception>
    /// <exception cref="ShapeException">The view's elements are no <typeparamref name="T"/>.</exception>
    ArrayView<T> Elements<T>(View view) where T : unmanaged;

    /// <summary>The kernels that the device has compiled so far, the engine's own among them, with their text.</summary>
    IReadOnlyList<GpuProgram> Programs { get; }

    /// <summary>Queues a kernel with at least so many threads, in groups along x: those beyond the number have to see that and do nothing.</summary>
    /// <exception cref="DeviceException">The kernel does not compile or does not fit the device.</exception>
    void Launch<K>(in K kernel, long threads) where K : struct, IKernel;

    /// <summary>Queues a kernel with so many groups.</summary>
    /// <exception cref="DeviceException">The kernel does not compile or does not fit the device.</exception>
    void Launch<K>(in K kernel, Groups groups) where K : struct, IKernel;
}
