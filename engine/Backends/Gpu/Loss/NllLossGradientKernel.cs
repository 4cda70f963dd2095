using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dlogp [N, C, S] = −q[c]·weight[c]·dloss[n,s], an element a thread: zeros but for the target class, unless the labels are smoothed.</summary>
internal readonly struct NllLossGradientKernel<V>(
    ClassShares<V> shares, ArrayView<V> dloss, ArrayView<long> targets, ArrayView<V> dlogp,
    Divider classes, Divider inner, int isSmoothed, long ignoreIndex, FaultCell fault) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= dlogp.IntLength) return;
        var (row, s) = inner.DivRem(i);
        var (n, c) = classes.DivRem(row);
        var at = n * inner.Value + s;
        var target = targets[at];
        if (target == ignoreIndex) dlogp[i] = V.Of(0);
        else if (!fault.Admits(target, classes.Value)) dlogp[i] = V.Of(double.NaN);

        // A share of 0 contributes nothing, even against ∞.
        else if (isSmoothed == 0 && c != target) dlogp[i] = V.Of(0);
        else dlogp[i] = -(shares.Of(c, target) * dloss[at]);
    }
}
