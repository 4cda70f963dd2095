using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>loss [N, S] = −Σ_c q[c]·weight[c]·logp[n,c,s] over all classes, some threads a loss; 0 where the target is ignored, NaN where there is no such class.</summary>
internal readonly struct SmoothedNllLossKernel<V>(
    LineSpace space, ClassShares<V> shares, ArrayView<V> logp, ArrayView<long> targets, ArrayView<V> loss, long ignoreIndex, FaultCell fault) : IKernel
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
        var (line, terms) = (space.Line, default(LongSum<V>));
        if (line < space.Lines && targets[line] != ignoreIndex)
        {
            var (target, (first, classes)) = (targets[line], space.At(line));
            if (!fault.Admits(target, classes)) terms.Add(V.Of(double.NaN));
            else
                for (var c = space.Member; c < classes; c += space.Lanes.Lines)
                    terms.Add(shares.Of(c, target) * logp[first + c * space.Step]);
        }
        var sum = tree.Join(default(Sum), terms.Value);
        if (space.Member == 0 && line < space.Lines) loss[line] = V.Of(0) - sum;
    }
}
