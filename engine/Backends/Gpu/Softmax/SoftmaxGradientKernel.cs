using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The gradient of softmax or its logarithm from dy and y, some threads a line.</summary>
internal readonly struct SoftmaxGradientKernel<F, V>(LineSpace space, ArrayView<V> dy, ArrayView<V> y, ArrayView<V> dx) : IKernel
    where F : struct, ISoftmaxForm
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => ReductionLanes.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => ReductionLanes.Threads * Interop.SizeOf<V>();

    /// <inheritdoc/>
    public void Run()
    {
        var tree = new LineTree<V>(SharedMemory.Allocate<V>(ReductionLanes.Threads), space.Lanes);
        var ((first, length), step, sum) = (space.At(space.Line), space.Lanes.Lines, V.Of(0));
        for (var i = space.Member; i < length; i += step) sum += F.Term(dy[first + i * space.Step], y[first + i * space.Step]);
        sum = tree.Join(default(Sum), sum);
        for (var i = space.Member; i < length; i += step)
            dx[first + i * space.Step] = F.Gradient(dy[first + i * space.Step], y[first + i * space.Step], sum);
    }
}
