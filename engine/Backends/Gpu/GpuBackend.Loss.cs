namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing)
    {
        var (shares, fault) = (Shares(weight, line, smoothing), Runtime.Faults.Arm());
        if (smoothing > 0)
        {
            var space = new LineSpace(line);
            Runtime.Launch(new SmoothedNllLossKernel<V>(space, shares, Lanes(logp), Array<long>(targets), Lanes(loss), ignoreIndex, fault), new(space.Groups));
        }
        else Launch(new NllLossKernel<V>(shares, Lanes(logp), Array<long>(targets), Lanes(loss), new(line.Inner), line.Length, ignoreIndex, fault), loss.Count);
    }

    /// <inheritdoc/>
    public override void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing) =>
        Launch(
            new NllLossGradientKernel<V>(
                Shares(weight, line, smoothing), Lanes(dloss), Array<long>(targets), Lanes(dlogp),
                new(line.Length), new(line.Inner), smoothing > 0 ? 1 : 0, ignoreIndex, Runtime.Faults.Arm()),
            dlogp.Count);

    private static ClassShares<V> Shares(View? weight, LineGeometry line, double smoothing)
    {
        var other = smoothing / line.Length;
        return new(V.Of(1 - smoothing + other), V.Of(other), LanesOrNone(weight));
    }
}
