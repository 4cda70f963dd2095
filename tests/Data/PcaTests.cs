using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Whitened principal components are scikit-learn's, up to the sign, which is fixed here.</summary>
public sealed class PcaTests
{
    private static readonly Dictionary<string, (Shape Shape, double[] Values)> Reference = Tensors.Read(Files.Reference("pca_patches.safetensors"));

    [Fact]
    public void The_whitened_components_are_those_of_the_reference()
    {
        var (cube, expected) = (Reference["cube"], Reference["components"]);
        var pca = Pca.Fit<double>(cube.Values, 14, 5);
        var actual = pca.Transform<double>(cube.Values, 14);
        for (var c = 0; c < 5; c++)
        {
            var sign = Math.Sign(actual[c] * expected.Values[c]);
            for (var p = 0; p < 72; p++) Assert.Equal(sign * expected.Values[p * 5 + c], actual[p * 5 + c], 1e-9);
            Assert.Equal(Reference["explained_variance_ratio"].Values[c], pca.VarianceRatios[c], 1e-12);
        }
    }

    [Fact]
    public void Components_are_orthonormal_and_whitened_values_have_unit_variance()
    {
        var pixels = Noise(500, 12);
        var pca = Pca.Fit<float>(pixels, 12, 12);
        for (var i = 0; i < 12; i++)
            for (var j = 0; j < 12; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 12).Sum(b => pca.Components[i * 12 + b] * pca.Components[j * 12 + b]), 1e-12);
        var values = pca.Transform<float>(pixels, 12);
        for (var c = 0; c < 12; c++)
        {
            Assert.Equal(0, Enumerable.Range(0, 500).Average(p => values[p * 12 + c]), 1e-5);
            Assert.Equal(1, Enumerable.Range(0, 500).Sum(p => (double)values[p * 12 + c] * values[p * 12 + c]) / 499, 1e-5);
        }
        Assert.Equal(1, Enumerable.Range(0, 12).Sum(c => pca.VarianceRatios[c]), 1e-12);
    }

    [Fact]
    public void The_largest_loading_of_each_component_is_positive()
    {
        var pca = Pca.Fit<float>(Noise(200, 9), 9, 9);
        for (var c = 0; c < 9; c++)
        {
            var loadings = pca.Components.Slice(c * 9, 9).ToArray();
            Assert.True(loadings.MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void The_same_pixels_give_the_same_bits_and_so_does_a_copy_through_arrays()
    {
        var pixels = Noise(3000, 20);
        var pca = Pca.Fit<float>(pixels, 20, 6);
        var again = Pca.FromArrays(Pca.Fit<float>(pixels, 20, 6).ToArrays());
        Assert.Equal(pca.Transform<float>(pixels, 20), again.Transform<float>(pixels, 20));
        Assert.Equal(new Shape(6, 20), pca.ToArrays()["components"].Shape);
    }

    [Fact]
    public void A_direction_without_variance_gives_zero_and_no_infinity()
    {
        var pixels = Noise(100, 3);
        for (var p = 0; p < 100; p++) pixels[3 * p + 2] = 2 * pixels[3 * p];
        var values = Pca.Fit<float>(pixels, 3, 3).Transform<float>(pixels, 3);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
        Assert.All(Enumerable.Range(0, 100), p => Assert.Equal(0, values[3 * p + 2]));
    }

    [Fact]
    public void More_components_than_bands_are_a_data_error_and_none_a_usage_error()
    {
        Assert.Contains("31 principal components were asked for, but the cube has 3 bands", Assert.Throws<DataException>(() => Pca.Fit<float>(Noise(50, 3), 3, 31)).Message);
        Assert.Throws<UsageException>(() => Pca.Fit<float>(Noise(50, 3), 3, 0));
        Assert.Throws<DataException>(() => Pca.Fit<float>(Noise(2, 3), 3, 3));
        var pca = Pca.Fit<float>(Noise(50, 3), 3, 2);
        Assert.Contains("the cube has 4 bands", Assert.Throws<DataException>(() => pca.Transform<float>(Noise(50, 4), 4)).Message);
        Assert.Contains("lack variances", Assert.Throws<DataException>(() => Pca.FromArrays(new Dictionary<string, (Shape, double[])> { ["mean"] = ([1], [0]) })).Message);
    }

    private static float[] Noise(int pixels, int bands)
    {
        var values = new double[pixels * bands];
        new Generator(5).Normal(values);
        return [.. values.Select((value, i) => (float)(value * (1 + i % bands) + 100))];
    }
}
