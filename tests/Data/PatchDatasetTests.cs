using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Batches of patches arrive as tensors in the order that was asked for.</summary>
public sealed class PatchDatasetTests
{
    [Fact]
    public void A_batch_holds_the_patches_and_classes_of_the_pixels_asked_for()
    {
        var scene = SyntheticScene.Create(1, [20, 20, 16], [50, 40, 30]);
        var sampler = new PatchSampler(scene.Cube, scene.Shape, 5);
        var dataset = new PatchDataset(scene, sampler);
        foreach (var indices in (int[][])[[3, 119, 0, 64], [7], [1, 2, 3, 4, 5, 6]])
        {
            int[] pixels = [.. indices.Select(i => scene.LabelledPixels[i])];
            var (inputs, targets) = dataset.Batch(pixels);
            var expected = new float[indices.Length * 16 * 25];
            sampler.Fill(pixels, expected);
            Assert.Equal(new Shape(indices.Length, 1, 16, 5, 5), inputs.Shape);
            Assert.Equal(expected, inputs.ToArray<float>());
            Assert.Equal((ElementType.Int64, new Shape(indices.Length)), (targets.Type, targets.Shape));
            Assert.Equal(pixels.Select(pixel => scene.Labels[pixel] - 1L), targets.ToArray<long>());
        }
    }
}
