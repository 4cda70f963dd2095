namespace NeuralCore.Backends;

/// <summary>Folds the segments' sums to the gradients of weight and bias, and to what dx needs of each g.</summary>
/// <remarks>
/// With r = 1/√(variance + eps), M elements behind a mean, w the weight, and per g the sums D = Σ w·dy and
/// P = Σ w·dy·(x − m):  dx = r·w·dy − (x − m)·r³·P/M − r·D/M.
/// </remarks>
internal static unsafe class GradientFold
{
    /// <summary>Adds up in the segments' order; <paramref name="factors"/> [G, 2] receives −r³·P/M and −r·D/M.</summary>
    public static void Run<T>(double* sums, double* products, double* inverse, T* weight, T* dw, T* db, double* factors, in NormGeometry shape, long segments)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using var gradients = new Scratch<double>(2L * shape.Weights);
        double* dWeight = gradients.Pointer, dBias = dWeight + shape.Weights;
        new Span<double>(dWeight, 2 * shape.Weights).Clear();
        new Span<double>(factors, 2 * shape.G).Clear();
        for (var segment = 0L; segment < segments; segment++)
        {
            var (g, k) = shape.Segment(segment);
            var w = weight == null ? 1 : double.CreateTruncating(weight[k]);
            dWeight[k] += products[segment] * inverse[g];
            dBias[k] += sums[segment];
            factors[2 * g] += w * products[segment];
            factors[2 * g + 1] += w * sums[segment];
        }
        for (var g = 0; g < shape.G; g++)
        {
            var r = inverse[g];
            factors[2 * g] *= -r * r * r / shape.Count;
            factors[2 * g + 1] *= -r / shape.Count;
        }
        for (var k = 0; k < shape.Weights; k++)
        {
            if (dw != null) dw[k] = T.CreateTruncating(dWeight[k]);
            if (db != null) db[k] = T.CreateTruncating(dBias[k]);
        }
    }
}
