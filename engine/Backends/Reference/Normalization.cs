namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Moments(View x, View mean, View variance, in NormGeometry geometry)
    {
        var g = geometry;
        T* px = x.Pointer<T>(), pMean = mean.Pointer<T>(), pVariance = variance.Pointer<T>();
        for (var group = 0; group < g.G; group++)
        {
            var sum = 0.0;
            for (var a = 0; a < g.A; a++)
                for (var b = 0; b < g.B; b++) sum += Wide(px[((long)a * g.G + group) * g.B + b]);
            var m = sum / g.Count;

            var squares = 0.0;
            for (var a = 0; a < g.A; a++)
                for (var b = 0; b < g.B; b++)
                {
                    var deviation = Wide(px[((long)a * g.G + group) * g.B + b]) - m;
                    squares += deviation * deviation;
                }
            (pMean[group], pVariance[group]) = (Narrow(m), Narrow(squares / g.Count));
        }
    }

    /// <inheritdoc/>
    public override void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry)
    {
        var g = geometry;
        T* px = x.Pointer<T>(), py = y.Pointer<T>(), pMean = mean.Pointer<T>(), pVariance = variance.Pointer<T>();
        T* pWeight = PointerOrNull(weight), pBias = PointerOrNull(bias);
        for (var a = 0; a < g.A; a++)
            for (var group = 0; group < g.G; group++)
            {
                var (m, r) = (Wide(pMean[group]), 1 / Math.Sqrt(Wide(pVariance[group]) + eps));
                for (var b = 0; b < g.B; b++)
                {
                    var (i, k) = (((long)a * g.G + group) * g.B + b, WeightIndex(g, group, b));
                    py[i] = Narrow((Wide(px[i]) - m) * r * At(pWeight, k, 1) + At(pBias, k, 0));
                }
            }
    }

    /// <inheritdoc/>
    public override void NormalizeGradient(
        View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry)
    {
        var g = geometry;
        T* pdy = dy.Pointer<T>(), px = x.Pointer<T>(), pMean = mean.Pointer<T>(), pVariance = variance.Pointer<T>();
        T* pWeight = PointerOrNull(weight), pdx = PointerOrNull(dx);
        var (dWeight, dBias) = (new double[g.Weights], new double[g.Weights]);
        for (var group = 0; group < g.G; group++)
        {
            var (m, r) = (Wide(pMean[group]), 1 / Math.Sqrt(Wide(pVariance[group]) + eps));
            var (sum, dot) = (0.0, 0.0);
            for (var a = 0; a < g.A; a++)
                for (var b = 0; b < g.B; b++)
                {
                    var (i, k) = (((long)a * g.G + group) * g.B + b, WeightIndex(g, group, b));
                    var (d, normalized) = (Wide(pdy[i]), (Wide(px[i]) - m) * r);
                    dWeight[k] += d * normalized;
                    dBias[k] += d;
                    sum += d * At(pWeight, k, 1);
                    dot += d * At(pWeight, k, 1) * normalized;
                }
            if (pdx == null) continue;

            for (var a = 0; a < g.A; a++)
                for (var b = 0; b < g.B; b++)
                {
                    var (i, k) = (((long)a * g.G + group) * g.B + b, WeightIndex(g, group, b));
                    var (d, normalized) = (Wide(pdy[i]) * At(pWeight, k, 1), (Wide(px[i]) - m) * r);
                    pdx[i] = Narrow(r * (d - sum / g.Count - normalized * dot / g.Count));
                }
        }
        if (dw is { } w) Write(dWeight, w.Pointer<T>());
        if (db is { } shift) Write(dBias, shift.Pointer<T>());
    }

    private static int WeightIndex(in NormGeometry g, int group, int b) => group % g.WeightGroups * g.WeightsPerGroup + b / g.WeightRun;
}
