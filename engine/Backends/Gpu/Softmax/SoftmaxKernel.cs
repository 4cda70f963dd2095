using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Softmax of each line or its logarithm, some threads a line; x is shifted by the line's largest, so that no exponential overflows.</summary>
internal readonly struct SoftmaxKernel<F, V>(LineSpace space, ArrayView<V> x, ArrayView<V> y) : IKernel
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
        var ((first, length), step) = (space.At(space.Line), space.Lanes.Lines);

        var largest = V.Of(double.NegativeInfinity);
        for (var i = space.Member; i < length; i += step) largest = V.Max(largest, x[first + i * space.Step]);
        largest = tree.Join(default(Maximum), largest);
        var sum = default(LongSum<V>);
        for (var i = space.Member; i < length; i += step) sum.Add(LaneMath.Exp(x[first + i * space.Step] - largest));
        var total = F.Total(tree.Join(default(Sum), sum.Value));
        for (var i = space.Member; i < length; i += step)
            y[first + i * space.Step] = F.Result(x[first + i * space.Step] - largest, total);
    }
}
