using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Patches are the windows around the pixels, zero beyond the edge, in the layout [N, 1, C, S, S].</summary>
public sealed class PatchSamplerTests
{
    [Fact]
    public void The_patches_are_those_of_the_reference()
    {
        var reference = Tensors.Read(Files.Reference("pca_patches.safetensors"));
        var (components, labels) = (reference["components"], reference["ground_truth"].Values);
        var scene = new HyperspectralScene("reference", components.Shape, [.. components.Values.Select(v => (float)v)], [9, 8], [.. labels.Select(v => (int)v)]);
        var sampler = new PatchSampler(scene.Cube, scene.Shape, 5);
        var patches = new float[54 * 5 * 5 * 5];
        sampler.Fill(scene.LabelledPixels, patches);

        Assert.Equal(new Shape(54, 1, 5, 5, 5), sampler.BatchShape(54));
        var expected = reference["patches_nhwc"].Values;
        for (var n = 0; n < 54; n++)
            for (var c = 0; c < 5; c++)
                for (var at = 0; at < 25; at++)
                    Assert.Equal((float)expected[(n * 25 + at) * 5 + c], patches[(n * 5 + c) * 25 + at]);
        // The reference counts its classes from 0.
        Assert.Equal(reference["labels"].Values.Select(v => (long)v), scene.Targets(scene.LabelledPixels));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_pixel_stands_in_the_middle_and_zeros_beyond_the_edge(int window)
    {
        const int height = 7, width = 9, channels = 2;
        float[] cube = [.. Enumerable.Range(1, height * width * channels).Select(i => (float)i)];
        var sampler = new PatchSampler(cube, [height, width, channels], window);
        int[] pixels = [.. Enumerable.Range(0, height * width)];
        var patches = new float[pixels.Length * channels * window * window];
        Array.Fill(patches, float.NaN);
        sampler.Fill(pixels, patches);
        var at = 0;
        foreach (var pixel in pixels)
            for (var c = 0; c < channels; c++)
                for (var i = 0; i < window; i++)
                    for (var j = 0; j < window; j++)
                    {
                        var (row, column) = (pixel / width + i - window / 2, pixel % width + j - window / 2);
                        var isInside = row is >= 0 and < height && column is >= 0 and < width;
                        Assert.Equal(isInside ? cube[(row * width + column) * channels + c] : 0, patches[at++]);
                    }
    }

    [Fact]
    public void An_even_window_is_a_usage_error_and_one_larger_than_the_scene_a_data_error()
    {
        Assert.Contains("the window is 4", Assert.Throws<UsageException>(() => new PatchSampler(new float[25], [5, 5, 1], 4)).Message);
        Assert.Contains("larger than the scene of 5 × 5", Assert.Throws<DataException>(() => new PatchSampler(new float[25], [5, 5, 1], 7)).Message);
        Assert.Throws<ShapeException>(() => new PatchSampler(new float[24], [5, 5, 1], 3));
        Assert.Throws<ShapeException>(() => new PatchSampler(new float[25], [5, 5, 1], 3).Fill([0], new float[10]));
    }
}
