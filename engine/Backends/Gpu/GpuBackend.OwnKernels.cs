using ILGPU;

namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    IReadOnlyList<GpuProgram> IGpuBackend.Programs => Runtime.Compiled;

    /// <inheritdoc/>
    ArrayView<T> IGpuBackend.Elements<T>(View view)
    {
        if (view.Storage is not GpuStorage storage)
            throw new DeviceException($"a tensor {view.Shape} is not in the memory of {Device}; move it there with To(device)");
        return Holds<T>(view.Type)
            ? storage.Array<T>(view)
            : throw new ShapeException($"the elements of a tensor {view.Shape} are {view.Type}; a kernel cannot take them as {typeof(T).Name}");
    }

    /// <inheritdoc/>
    void IGpuBackend.Launch<K>(in K kernel, long threads)
    {
        if (threads < 0) throw new DeviceException($"kernel {KernelName.Of<K>()} cannot be launched with {threads} threads");
        LaunchChecked(kernel, Groups.For(threads, K.GroupSize));
    }

    /// <inheritdoc/>
    void IGpuBackend.Launch<K>(in K kernel, Groups groups) => LaunchChecked(kernel, groups);

    private void LaunchChecked<K>(in K kernel, Groups groups) where K : struct, IKernel
    {
        if (!Runtime.Fits<K>())
            throw new DeviceException($"kernel {KernelName.Of<K>()} has groups of {K.GroupSize} threads and {K.SharedBytes} bytes of shared memory; {Device} takes at most {Runtime.Limits.GroupThreads} and {Runtime.Limits.SharedBytes}");
        if (groups.X < 0 || groups.Y is < 0 or > Groups.MostYZ || groups.Z is < 0 or > Groups.MostYZ)
            throw new DeviceException($"kernel {KernelName.Of<K>()} cannot be launched with {groups}; expected none below 0, and Y and Z at most {Groups.MostYZ}");
        Runtime.Launch(kernel, groups);
    }

    private static bool Holds<T>(ElementType type) => type switch
    {
        ElementType.Float32 => typeof(T) == typeof(float) || typeof(T) == typeof(GpuF32),
        ElementType.Float64 => typeof(T) == typeof(double) || typeof(T) == typeof(GpuF64),
        ElementType.Int32 => typeof(T) == typeof(int),
        ElementType.Int64 => typeof(T) == typeof(long),
        _ => typeof(T) == typeof(byte),
    };
}
