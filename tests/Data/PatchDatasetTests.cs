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
        foreach (var indices in (int[][])[[3, 119, 0, 64], [7], [1, 2, 3, 4, 5, 6]])
        {
            int[] pixels = [.. indices.Select(i => scene.LabelledPixels[i])];
            var dataset = new PatchDataset(scene, sampler, pixels);
            Assert.Equal((indices.Length, new Shape(1, 16, 5, 5), Shape.Scalar), (dataset.Count, dataset.InputShape, dataset.TargetShape));
            Assert.Equal(scene.ClassNames, dataset.ClassNames);

            var (inputs, targets) = Assert.Single(new DataLoader(dataset, 10).Epoch(0));
            var expected = new float[indices.Length * 16 * 25];
            sampler.Fill(pixels, expected);
            Assert.Equal(new Shape(indices.Length, 1, 16, 5, 5), inputs.Shape);
            Assert.Equal(expected, inputs.ToArray<float>());
            Assert.Equal((ElementType.Int64, new Shape(indices.Length)), (targets.Type, targets.Shape));
            Assert.Equal(scene.Targets(pixels), targets.ToArray<long>());
        }
    }
}
