namespace NeuralCore.Checking;

/// <summary>Least squares within groups of elements.</summary>
internal static class Fit
{
    /// <summary>The nearest values that are, in each group, a sum of multiples of one or two given ones.</summary>
    public static double[] Of(double[] values, IReadOnlyList<int[]> groups, double[][] basis)
    {
        var fitted = new double[values.Length];
        foreach (var group in groups)
        {
            var rest = group.Select(p => values[p]).ToArray();
            List<double[]> orthogonal = [];
            foreach (var direction in basis)
            {
                var q = group.Select(p => direction[p]).ToArray();
                var size = Dot(q, q);
                foreach (var before in orthogonal) Subtract(q, before, Dot(q, before) / Dot(before, before));
                if (Dot(q, q) <= 1e-20 * size) continue;
                orthogonal.Add(q);
                Subtract(rest, q, Dot(rest, q) / Dot(q, q));
            }
            for (var k = 0; k < group.Length; k++) fitted[group[k]] = values[group[k]] - rest[k];
        }
        return fitted;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private static void Subtract(double[] a, double[] b, double factor)
    {
        for (var i = 0; i < a.Length; i++) a[i] -= factor * b[i];
    }
}
