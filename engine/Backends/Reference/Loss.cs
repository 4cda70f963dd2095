namespace NeuralCore.Backends;

// q[c] = (1 − smoothing)·[c = target] + smoothing / C, as in Szegedy et al. 2016 (arXiv:1512.00567), §7.
internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing)
    {
        T* p = logp.Pointer<T>(), w = PointerOrNull(weight), l = loss.Pointer<T>();
        var t = targets.Pointer<long>();
        for (var n = 0L; n < line.Outer; n++)
            for (var s = 0L; s < line.Inner; s++)
            {
                var (i, sum) = (n * line.Inner + s, 0.0);
                if (t[i] != ignoreIndex)
                    for (var c = 0; c < line.Length; c++)
                        if (Share(t[i], c, line.Length, smoothing) is > 0 and var q)
                            sum -= q * At(w, c, 1) * Wide(p[(n * line.Length + c) * line.Inner + s]);
                l[i] = Narrow(sum);
            }
    }

    /// <inheritdoc/>
    public override void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing)
    {
        T* dl = dloss.Pointer<T>(), w = PointerOrNull(weight), dp = dlogp.Pointer<T>();
        var t = targets.Pointer<long>();
        for (var n = 0L; n < line.Outer; n++)
            for (var s = 0L; s < line.Inner; s++)
            {
                var i = n * line.Inner + s;
                for (var c = 0; c < line.Length; c++)
                {
                    var q = t[i] == ignoreIndex ? 0 : Share(t[i], c, line.Length, smoothing);
                    dp[(n * line.Length + c) * line.Inner + s] = q == 0 ? T.Zero : Narrow(-q * At(w, c, 1) * Wide(dl[i]));
                }
            }
    }

    // The probability q that the smoothed target gives a class; a share of 0 contributes nothing, even against −∞.
    private static double Share(long target, int c, int classes, double smoothing) =>
        (Position(target, classes) == c ? 1 - smoothing : 0) + smoothing / classes;
}
