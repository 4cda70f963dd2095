using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The average of each plane, some threads a plane: where one window covers it all.</summary>
internal readonly struct PlaneAverageKernel<V>(LineSpace planes, ArrayView<V> x, ArrayView<V> y, V divisor) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => ReductionLanes.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => ReductionLanes.Threads * Interop.SizeOf<V>();

    /// <inheritdoc/>
    public void Run()
    {
        var tree = new LineTree<V>(SharedMemory.Allocate<V>(ReductionLanes.Threads), planes.Lanes);
        var ((first, length), sum) = (planes.At(planes.Line), V.Of(0));
        for (var i = planes.Member; i < length; i += planes.Lanes.Lines) sum += x[first + i];
        sum = tree.Join(default(Sum), sum);
        if (planes.Member == 0 && planes.Line < planes.Lines) y[planes.Line] = sum / divisor;
    }
}
