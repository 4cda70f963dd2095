using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>The embedded scene is hard pixel by pixel and easy with a look around: what a network of patches is to learn.</summary>
public sealed class SyntheticSceneTests
{
    private static readonly int[] IndianPines = [46, 1428, 830, 237, 483, 730, 28, 478, 20, 972, 2455, 593, 205, 1265, 386, 93];

    [Fact]
    public void The_scene_has_the_extents_and_class_sizes_of_Indian_Pines()
    {
        var scene = SyntheticScene.Create(seed: 7);
        Assert.Equal(new Shape(145, 145, 200), scene.Shape);
        Assert.Equal((16, 10249), (scene.Classes, scene.LabelledPixels.Length));
        Assert.Equal(IndianPines, Enumerable.Range(1, 16).Select(c => scene.Labels.Count(label => label == c)));
    }

    [Fact]
    public void A_seed_gives_the_same_bits_and_another_another_scene()
    {
        var scene = SyntheticScene.Create(3, [40, 40, 30], [100, 200, 20]);
        var again = SyntheticScene.Create(3, [40, 40, 30], [100, 200, 20]);
        Assert.Equal(scene.Cube, again.Cube);
        Assert.Equal(scene.Labels, again.Labels);
        Assert.NotEqual(scene.Cube, SyntheticScene.Create(4, [40, 40, 30], [100, 200, 20]).Cube);
    }

    /// <summary>Nearest mean, fitted on 10 % of the pixels, on raw spectra and on whitened components.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    public void Single_pixels_are_often_mistaken_and_means_of_a_neighbourhood_hardly_ever(ulong seed)
    {
        var scene = SyntheticScene.Create(seed);
        var split = SceneSplit.Stratified(scene, 0.1, 0, new Generator(seed));
        Assert.InRange(Accuracy(scene, split, scene.Cube, scene.Bands), 0.6, 0.87);
        Assert.InRange(Accuracy(scene, split, Average(scene, scene.Cube, scene.Bands), scene.Bands), 0.95, 1);

        const int components = 15;
        var whitened = Pca.Fit<float>(scene.Cube, scene.Bands, components).Transform<float>(scene.Cube, scene.Bands);
        Assert.InRange(Accuracy(scene, split, whitened, components), 0.6, 0.87);
        Assert.InRange(Accuracy(scene, split, Average(scene, whitened, components), components), 0.94, 1);
    }

    [Fact]
    public void Fields_are_smooth_in_the_spectrum_and_brighter_towards_the_far_corner()
    {
        const int size = 60, bands = 80, corner = 20;
        var scene = SyntheticScene.Create(1, [size, size, bands], [300, 500, 400]);
        double Brightness(int from) => Enumerable.Range(0, corner * corner).Average(i =>
            scene.Cube.Skip(((from + i / corner) * size + from + i % corner) * bands).Take(bands).Average());
        Assert.True(Brightness(size - corner) > Brightness(0));
        double[] mean = [.. Enumerable.Range(0, bands).Select(b => Enumerable.Range(0, size * size).Average(p => (double)scene.Cube[p * bands + b]))];
        Assert.All(Enumerable.Range(1, bands - 1), b => Assert.InRange(Math.Abs(mean[b] - mean[b - 1]), 0, 0.1));
        Assert.InRange(mean.Max() - mean.Min(), 0.05, 1);
    }

    [Fact]
    public void Classes_that_do_not_fit_and_too_few_bands_are_usage_errors()
    {
        Assert.Contains("do not fit on 10 × 10", Assert.Throws<UsageException>(() => SyntheticScene.Create(1, [10, 10, 30], [60, 60])).Message);
        Assert.Contains("at least 13 bands", Assert.Throws<UsageException>(() => SyntheticScene.Create(1, [10, 10, 12], [10, 10])).Message);
    }

    private static double Accuracy(HyperspectralScene scene, SceneSplit split, float[] values, int bands)
    {
        var (means, counts) = (new double[scene.Classes * bands], new int[scene.Classes]);
        foreach (var pixel in split.Train)
        {
            counts[scene.Labels[pixel] - 1]++;
            for (var b = 0; b < bands; b++) means[(scene.Labels[pixel] - 1) * bands + b] += values[pixel * bands + b];
        }
        for (var i = 0; i < means.Length; i++) means[i] /= counts[i / bands];
        double Distance(int pixel, int c)
        {
            var sum = 0.0;
            for (var b = 0; b < bands; b++) sum += (values[pixel * bands + b] - means[c * bands + b]) * (values[pixel * bands + b] - means[c * bands + b]);
            return sum;
        }
        var some = split.Test.Where((_, i) => i % 5 == 0).ToArray();
        return some.Average(pixel => Enumerable.Range(0, scene.Classes).MinBy(c => Distance(pixel, c)) == scene.Labels[pixel] - 1 ? 1.0 : 0);
    }

    /// <summary>The mean over the 5 × 5 pixels around each, as far as they lie in the scene.</summary>
    private static float[] Average(HyperspectralScene scene, float[] values, int bands)
    {
        var result = new float[values.Length];
        for (var pixel = 0; pixel < scene.Height * scene.Width; pixel++)
        {
            var (row, column, count) = (pixel / scene.Width, pixel % scene.Width, 0);
            for (var i = Math.Max(0, row - 2); i <= Math.Min(scene.Height - 1, row + 2); i++)
                for (var j = Math.Max(0, column - 2); j <= Math.Min(scene.Width - 1, column + 2); j++, count++)
                    for (var b = 0; b < bands; b++) result[pixel * bands + b] += values[(i * scene.Width + j) * bands + b];
            for (var b = 0; b < bands; b++) result[pixel * bands + b] /= count;
        }
        return result;
    }
}
