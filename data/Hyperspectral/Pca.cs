using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralCore.Data;

/// <summary>Principal components with whitening: the few uncorrelated directions of unit variance that replace the bands.</summary>
/// <remarks>
/// y = (x − μ)·vᵀ / √λ, with λ and v the largest eigenvalues and the eigenvectors of the bands' sample covariance
/// (divided by n − 1, as scikit-learn's <c>PCA(whiten=True)</c>). An eigenvector's sign is free; here its largest
/// loading is positive. Sums are made in double and in one order, so the result is the same on every run.
/// </remarks>
public sealed class Pca
{
    private readonly double[] _mean, _components, _variances, _ratios;

    private Pca(double[] mean, double[] components, double[] variances, double[] ratios) =>
        (_mean, _components, _variances, _ratios) = (mean, components, variances, ratios);

    /// <summary>The number of bands B that go in.</summary>
    public int Bands => _mean.Length;

    /// <summary>The number of components C that come out.</summary>
    public int Count => _variances.Length;

    /// <summary>The mean of each band [B].</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The directions [C, B], orthonormal, that of the largest variance first.</summary>
    public ReadOnlySpan<double> Components => _components;

    /// <summary>The sample variance along each direction [C].</summary>
    public ReadOnlySpan<double> Variances => _variances;

    /// <summary>The share of the whole variance that each direction holds [C].</summary>
    public ReadOnlySpan<double> VarianceRatios => _ratios;

    /// <summary>Finds the components of pixels [n, B].</summary>
    /// <exception cref="UsageException">Fewer than one component is asked for.</exception>
    /// <exception cref="DataException">There are more components than bands or pixels, or less than two pixels.</exception>
    public static Pca Fit<T>(ReadOnlySpan<T> pixels, int bands, int components) where T : struct, IFloatingPoint<T>
    {
        var count = pixels.Length / bands;
        if (components < 1) throw new UsageException($"{components} principal components were asked for; expected at least 1");
        if (components > bands) throw new DataException($"{components} principal components were asked for, but the cube has {bands} bands; expected at most as many");
        if (count < 2 || components > count) throw new DataException($"{components} principal components need at least {Math.Max(2, components)} pixels; the cube has {count}");

        var mean = MeanOf(pixels, bands);
        var covariance = Covariance(pixels, mean);
        var eigen = covariance.Evd(Symmetricity.Symmetric);
        // MathNet sorts the eigenvalues of a symmetric matrix upwards; rounding may leave the smallest below zero.
        var variances = new double[components];
        var directions = new double[components * bands];
        for (var c = 0; c < components; c++)
        {
            var column = bands - 1 - c;
            variances[c] = Math.Max(0, eigen.EigenValues[column].Real);
            var direction = directions.AsSpan(c * bands, bands);
            eigen.EigenVectors.Column(column).AsArray().CopyTo(direction);
            if (direction[TensorPrimitives.IndexOfMaxMagnitude(direction)] < 0) TensorPrimitives.Negate(direction, direction);
        }
        var total = covariance.Diagonal().Sum();
        return new Pca(mean, directions, variances, Array.ConvertAll(variances, variance => total > 0 ? variance / total : 0));
    }

    /// <summary>Pixels [n, B] to whitened components [n, C]; a direction without variance gives 0.</summary>
    /// <exception cref="DataException">The pixels have another number of bands.</exception>
    public T[] Transform<T>(ReadOnlySpan<T> pixels, int bands) where T : struct, IFloatingPoint<T>
    {
        if (bands != Bands) throw new DataException($"the cube has {bands} bands, but the components were found for {Bands}; expected the same scene");
        var whitening = Whitening();
        var count = pixels.Length / bands;
        var result = new T[count * Count];
        var centred = new double[bands];
        for (var p = 0; p < count; p++)
        {
            for (var b = 0; b < bands; b++) centred[b] = double.CreateTruncating(pixels[p * bands + b]) - _mean[b];
            for (var c = 0; c < Count; c++)
                result[p * Count + c] = T.CreateTruncating(TensorPrimitives.Dot<double>(centred, whitening.AsSpan(c * bands, bands)));
        }
        return result;
    }

    /// <summary>All that there is to keep: <c>mean</c> [B], <c>components</c> [C, B], <c>variances</c> [C], <c>ratios</c> [C].</summary>
    public IReadOnlyDictionary<string, (Shape Shape, double[] Values)> ToArrays() => new Dictionary<string, (Shape, double[])>
    {
        ["mean"] = ([Bands], _mean),
        ["components"] = ([Count, Bands], _components),
        ["variances"] = ([Count], _variances),
        ["ratios"] = ([Count], _ratios),
    };

    /// <summary>The components as <see cref="ToArrays"/> gave them.</summary>
    /// <exception cref="DataException">An array is missing or of the wrong size.</exception>
    public static Pca FromArrays(IReadOnlyDictionary<string, (Shape Shape, double[] Values)> arrays)
    {
        var (bands, count) = (Get("mean").Length, Get("variances").Length);
        return new Pca(Of("mean", bands), Of("components", count * bands), Of("variances", count), Of("ratios", count));

        double[] Get(string name) => arrays.TryGetValue(name, out var array) ? array.Values
            : throw new DataException($"the principal components lack {name}; there are {string.Join(", ", arrays.Keys)}");

        double[] Of(string name, int length) => Get(name) is var values && values.Length == length ? values
            : throw new DataException($"the principal components' {name} has {values.Length} values; expected {length}");
    }

    /// <summary>The directions over the standard deviations [C, B].</summary>
    private double[] Whitening()
    {
        var negligible = Bands * (double.BitIncrement(1) - 1);
        var result = new double[_components.Length];
        for (var c = 0; c < Count; c++)
        {
            var scale = _variances[c] > negligible * _variances[0] ? 1 / Math.Sqrt(_variances[c]) : 0;
            TensorPrimitives.Multiply(_components.AsSpan(c * Bands, Bands), scale, result.AsSpan(c * Bands, Bands));
        }
        return result;
    }

    private static double[] MeanOf<T>(ReadOnlySpan<T> pixels, int bands) where T : struct, IFloatingPoint<T>
    {
        var mean = new double[bands];
        for (var p = 0; p < pixels.Length; p += bands)
            for (var b = 0; b < bands; b++) mean[b] += double.CreateTruncating(pixels[p + b]);
        TensorPrimitives.Divide(mean, pixels.Length / bands, mean);
        return mean;
    }

    /// <summary>Σ (x − μ)ᵀ(x − μ) / (n − 1), over blocks of pixels laid band by band, so that each entry is a dot product.</summary>
    private static Matrix<double> Covariance<T>(ReadOnlySpan<T> pixels, double[] mean) where T : struct, IFloatingPoint<T>
    {
        const int blockValues = 1 << 16;
        var (bands, count) = (mean.Length, pixels.Length / mean.Length);
        var block = Math.Max(64, blockValues / bands);
        var centred = new double[bands * block];
        var covariance = Matrix<double>.Build.Dense(bands, bands);
        for (var start = 0; start < count; start += block)
        {
            var length = Math.Min(block, count - start);
            for (var p = 0; p < length; p++)
                for (var b = 0; b < bands; b++)
                    centred[b * block + p] = double.CreateTruncating(pixels[(start + p) * bands + b]) - mean[b];
            for (var i = 0; i < bands; i++)
                for (var j = 0; j <= i; j++)
                    covariance[i, j] += TensorPrimitives.Dot<double>(centred.AsSpan(i * block, length), centred.AsSpan(j * block, length));
        }
        for (var i = 0; i < bands; i++)
            for (var j = 0; j <= i; j++)
                covariance[j, i] = covariance[i, j] /= count - 1;
        return covariance;
    }
}
