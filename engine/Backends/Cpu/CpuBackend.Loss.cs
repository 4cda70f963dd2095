namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing) =>
        new NllLossKernel<T>(logp.Pointer<T>(), targets.Pointer<long>(), Optional(weight), loss.Pointer<T>(), line, ignoreIndex, smoothing).Run();

    /// <inheritdoc/>
    public override void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing) =>
        new NllLossGradientKernel<T>(dloss.Pointer<T>(), targets.Pointer<long>(), Optional(weight), dlogp.Pointer<T>(), line, ignoreIndex, smoothing).Run();
}
