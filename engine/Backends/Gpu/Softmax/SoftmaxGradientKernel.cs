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
        var ((first, length), step, terms) = (space.At(space.Line), space.Lanes.Lines, default(LongSum<V>));
        for (var i = space.Member; i < length; i += step) terms.Add(F.Term(dy[first + i * space.Step], y[first + i * space.Step]));
        var sum = tree.Join(default(Sum), terms.Value);
        for (var i = space.Member; i < length; i += step)
            dx[first + i * space.Step] = F.Gradient(dy[first + i * space.Step], y[first + i * space.Step], sum);
    }
}
