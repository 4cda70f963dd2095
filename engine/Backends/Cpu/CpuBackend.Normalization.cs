namespace NeuralCore.Backends;

// Three layouts of [A, G, B]: columns (B = 1, batch norm of [N, C]), rows (a weight to each element, layer norm), and
// segments of equal statistics and weight (batch and group norm of images), which is the one that must be fast.
internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Moments(View x, View mean, View variance, in NormGeometry geometry)
    {
        if (geometry.Count == 0 || geometry.G == 0) base.Moments(x, mean, variance, geometry);
        else if (geometry.B > 1 || geometry.G == 1) MomentsKernel<T, V>.Run(x.Pointer<T>(), mean.Pointer<T>(), variance.Pointer<T>(), geometry);
        else ColumnMoments(x.Pointer<T>(), mean.Pointer<T>(), variance.Pointer<T>(), geometry);
    }

    /// <inheritdoc/>
    public override void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry)
    {
        if (x.Count == 0) return;
        using var inverse = new Scratch<double>(geometry.G);
        Invert(variance.Pointer<T>(), eps, inverse.Pointer, geometry.G);
        T* px = x.Pointer<T>(), py = y.Pointer<T>(), m = mean.Pointer<T>(), w = Optional(weight), b = Optional(bias);
        if (geometry.B == 1)
        {
            using var columns = new Scratch<T>(2L * geometry.G);
            T* scale = columns.Pointer, shift = scale + geometry.G;
            for (var g = 0; g < geometry.G; g++)
            {
                var k = g % geometry.WeightGroups;
                scale[g] = T.CreateTruncating(w == null ? inverse.Pointer[g] : inverse.Pointer[g] * double.CreateTruncating(w[k]));
                shift[g] = b == null ? T.Zero : b[k];
            }
            new NormalizeColumns<T, V>(px, m, scale, shift, py, geometry.A, geometry.G).Run();
        }
        else if (geometry.WeightRun == 1) new NormalizeRows<T, V>(px, m, inverse.Pointer, w, b, py, geometry).Run();
        else if (PastCache.Suits(py, y.Count, px)) new NormalizeSegments<T, V, PastCache>(px, m, inverse.Pointer, w, b, py, geometry).Run();
        else new NormalizeSegments<T, V, ThroughCache>(px, m, inverse.Pointer, w, b, py, geometry).Run();
    }

    /// <inheritdoc/>
    public override void NormalizeGradient(View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry)
    {
        if (x.Count == 0)
        {
            base.NormalizeGradient(dy, x, mean, variance, weight, dx, dw, db, eps, geometry);
            return;
        }
        using var inverse = new Scratch<double>(geometry.G);
        Invert(variance.Pointer<T>(), eps, inverse.Pointer, geometry.G);
        T* pdy = dy.Pointer<T>(), px = x.Pointer<T>(), m = mean.Pointer<T>(), w = Optional(weight);
        T* pdx = Optional(dx), pdw = Optional(dw), pdb = Optional(db);
        if (geometry.B > 1 && geometry.WeightRun == 1 && geometry.A == 1)
        {
            RowGradient<T, V>.Run(pdy, px, m, inverse.Pointer, w, pdx, pdw, pdb, geometry);
            return;
        }
        var byColumns = geometry.B == 1;
        var segments = byColumns ? geometry.G : geometry.Segments();
        using var work = new Scratch<double>(2 * segments + 2L * geometry.G);
        double* sums = work.Pointer, products = sums + segments, factors = products + segments;
        if (byColumns) new ColumnSums<GradientTerms, T, V>(px, pdy, m, sums, products, geometry.A, geometry.G).Run();
        else new SegmentSums<T, V>(pdy, px, m, sums, products, geometry).Run();
        GradientFold.Run(sums, products, inverse.Pointer, w, pdw, pdb, factors, geometry, segments);
        if (pdx == null) return;
        if (byColumns) ColumnGradient(pdy, px, m, inverse.Pointer, w, factors, pdx, geometry);
        else if (PastCache.Suits(pdx, x.Count, px, pdy)) new SegmentGradient<T, V, PastCache>(pdy, px, m, inverse.Pointer, w, factors, pdx, geometry).Run();
        else new SegmentGradient<T, V, ThroughCache>(pdy, px, m, inverse.Pointer, w, factors, pdx, geometry).Run();
    }

    private static void ColumnMoments(T* x, T* mean, T* variance, in NormGeometry geometry)
    {
        // Centred by the first row, then by the mean that this gives: the corrected two-pass algorithm, column by column.
        using var work = new Scratch<double>(2L * geometry.G);
        double* sums = work.Pointer, squares = sums + geometry.G;
        new ColumnSums<Deviations, T, V>(x, null, x, sums, squares, geometry.A, geometry.G).Run();
        for (var g = 0; g < geometry.G; g++) mean[g] = T.CreateTruncating(double.CreateTruncating(x[g]) + sums[g] / geometry.A);
        new ColumnSums<Deviations, T, V>(x, null, mean, sums, squares, geometry.A, geometry.G).Run();
        for (var g = 0; g < geometry.G; g++)
        {
            var residual = sums[g] / geometry.A;
            mean[g] = T.CreateTruncating(double.CreateTruncating(mean[g]) + residual);
            variance[g] = T.CreateTruncating(Math.Max(0, squares[g] / geometry.A - residual * residual));
        }
    }

    private static void ColumnGradient(T* dy, T* x, T* mean, double* inverse, T* weight, double* factors, T* dx, in NormGeometry geometry)
    {
        using var columns = new Scratch<T>(3L * geometry.G);
        T* scale = columns.Pointer, slope = scale + geometry.G, shift = slope + geometry.G;
        for (var g = 0; g < geometry.G; g++)
        {
            var w = weight == null ? 1 : double.CreateTruncating(weight[g % geometry.WeightGroups]);
            scale[g] = T.CreateTruncating(inverse[g] * w);
            slope[g] = T.CreateTruncating(factors[2 * g]);
            shift[g] = T.CreateTruncating(factors[2 * g + 1]);
        }
        new ColumnGradient<T, V>(dy, x, mean, scale, slope, shift, dx, geometry.A, geometry.G).Run();
    }

    // 1 / √(variance + eps).
    private static void Invert(T* variance, double eps, double* inverse, int n)
    {
        for (var i = 0; i < n; i++) inverse[i] = 1 / Math.Sqrt(double.CreateTruncating(variance[i]) + eps);
    }
}
