using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>loss [N, S] = −weight[t]·logp[n,t,s] of the target class t alone, a loss a thread; 0 where the target is ignored, NaN where there is no such class.</summary>
internal readonly struct NllLossKernel<V>(
    ClassShares<V> shares, ArrayView<V> logp, ArrayView<long> targets, ArrayView<V> loss, Divider inner, int classes, long ignoreIndex, FaultCell fault) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 128;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= loss.IntLength) return;
        var target = targets[i];
        if (target == ignoreIndex) loss[i] = V.Of(0);
        else if (!fault.Admits(target, classes)) loss[i] = V.Of(double.NaN);
        else
        {
            var (n, s) = inner.DivRem(i);
            loss[i] = V.Of(0) - shares.OfTarget(target) * logp[(n * classes + (int)target) * inner.Value + s];
        }
    }
}
