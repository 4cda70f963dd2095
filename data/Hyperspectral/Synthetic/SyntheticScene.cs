using System.Numerics.Tensors;

namespace NeuralCore.Data;

/// <summary>A hyperspectral scene made from a seed, for training without a download: fields of crops as an airborne sensor would see them.</summary>
/// <remarks>
/// Every spectrum is a point in the space of a few smooth curves: s(λ) = base(λ) + Σₖ aₖ·φₖ(λ). A material has its
/// own point, a field lies a little beside it, and each pixel is scattered around its field's so widely that single
/// pixels are often nearer to another material, while the mean of a neighbourhood is not. At borders the neighbouring
/// fields mix as through the sensor's point spread; a gradient of light multiplies and white noise is added.
/// </remarks>
public static class SyntheticScene
{
    private const int Curves = 12;
    private const double Difference = 0.012, FieldScatter = 0.002, PixelScatter = 0.0135;
    private const double Light = 0.04, Noise = 0.005;

    // The sensor's point spread: [1 2 1] / 4 in each direction.
    private static readonly double[] Spread = [0.25, 0.5, 0.25];

    // The labelled pixels of each class of Indian Pines.
    private static readonly int[] IndianPines = [46, 1428, 830, 237, 483, 730, 28, 478, 20, 972, 2455, 593, 205, 1265, 386, 93];

    /// <summary>The embedded scene [145, 145, 200]: 16 classes of 20 to 2,455 labelled pixels, 10,249 in all, as Indian Pines has.</summary>
    public static HyperspectralScene Create(ulong seed) => Create(seed, [145, 145, 200], IndianPines);

    /// <summary>A scene of the given extents [H, W, B], where class c has exactly <c>classSizes[c − 1]</c> labelled pixels.</summary>
    /// <exception cref="UsageException">The classes do not fit into the scene, or there are too few bands to tell them apart.</exception>
    public static HyperspectralScene Create(ulong seed, Shape shape, ReadOnlySpan<int> classSizes)
    {
        if (shape.Rank != 3 || shape[2] <= Curves)
            throw new UsageException($"a synthetic scene of shape {shape} was asked for; expected height × width × bands with at least {Curves + 1} bands");
        var random = new Generator(seed, Generator.Streams.Data);
        var (height, width, bands) = (shape[0], shape[1], shape[2]);
        var map = FieldMap.Create(height, width, classSizes.ToArray(), random);
        var fields = FieldPoints(map.MaterialOf, FieldMap.MaterialsOf(classSizes.Length), random);
        var (baseCurve, curves) = SmoothCurves(bands, random);

        var cube = new float[height * width * bands];
        var (scatter, noise) = (new double[width * Curves], new double[width * bands]);
        var (point, spectrum) = (new double[Curves], new double[bands]);
        for (var row = 0; row < height; row++)
        {
            random.Normal(scatter);
            random.Normal(noise);
            for (var column = 0; column < width; column++)
            {
                TensorPrimitives.Multiply(scatter.AsSpan(column * Curves, Curves), PixelScatter, point);
                Mix(point, map.FieldOf, fields, row, column, height, width);
                baseCurve.CopyTo(spectrum, 0);
                for (var k = 0; k < Curves; k++)
                    TensorPrimitives.MultiplyAdd(curves.AsSpan(k * bands, bands), point[k], spectrum, spectrum);
                var light = 1 + Light * (row / (double)height + column / (double)width - 1);
                var target = cube.AsSpan((row * width + column) * bands, bands);
                for (var b = 0; b < bands; b++) target[b] = (float)(light * spectrum[b] + Noise * noise[column * bands + b]);
            }
        }
        return new HyperspectralScene("synthetic", shape, cube, shape[..2], map.Labels);
    }

    /// <summary>The point of each field [fields, curves]: its material's, with the field's own deviation.</summary>
    private static double[] FieldPoints(int[] materialOf, int materials, Generator random)
    {
        var (points, result) = (new double[materials * Curves], new double[materialOf.Length * Curves]);
        random.Normal(points);
        random.Normal(result);
        for (var f = 0; f < materialOf.Length; f++)
            for (var k = 0; k < Curves; k++)
                result[f * Curves + k] = Difference * points[materialOf[f] * Curves + k] + FieldScatter * result[f * Curves + k];
        return result;
    }

    /// <summary>A base reflectance around 0.35 [B], and curves [curves, B] of unit mean square at right angles to each other.</summary>
    /// <remarks>All are random mixtures of cosines up to a few waves over the spectrum, so that neighbouring bands go together.</remarks>
    private static (double[] Base, double[] Curves) SmoothCurves(int bands, Generator random)
    {
        var waves = Math.Min(2 * Curves, bands);
        var weights = new double[(Curves + 1) * waves];
        random.Normal(weights);
        var all = new double[(Curves + 1) * bands];
        for (var k = 0; k <= Curves; k++)
        {
            var curve = all.AsSpan(k * bands, bands);
            for (var b = 0; b < bands; b++)
                for (var w = 0; w < waves; w++)
                    curve[b] += weights[k * waves + w] / (1 + 0.3 * w) * Math.Cos(Math.PI * w * (b + 0.5) / bands);
            // Gram and Schmidt: what an earlier curve explains is taken out.
            for (var j = 0; j < k; j++)
            {
                var earlier = all.AsSpan(j * bands, bands);
                TensorPrimitives.MultiplyAdd(earlier, -TensorPrimitives.Dot<double>(earlier, curve) / bands, curve, curve);
            }
            TensorPrimitives.Multiply(curve, Math.Sqrt(bands) / TensorPrimitives.Norm<double>(curve), curve);
        }
        var baseCurve = all[..bands];
        for (var b = 0; b < bands; b++) baseCurve[b] = 0.35 + 0.04 * baseCurve[b];
        return (baseCurve, all[bands..]);
    }

    /// <summary>Adds the points of the fields around a pixel, each by its share; the scene's edge pixels count for those beyond it.</summary>
    private static void Mix(double[] point, int[] fieldOf, double[] fields, int row, int column, int height, int width)
    {
        for (var i = -1; i <= 1; i++)
            for (var j = -1; j <= 1; j++)
            {
                var field = fieldOf[Math.Clamp(row + i, 0, height - 1) * width + Math.Clamp(column + j, 0, width - 1)];
                TensorPrimitives.MultiplyAdd(fields.AsSpan(field * Curves, Curves), Spread[i + 1] * Spread[j + 1], point, point);
            }
    }
}
