namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing) => throw new NotSupportedException();
}
