using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>A scene checks what it is made of, and says where it is wrong.</summary>
public sealed class HyperspectralSceneTests
{
    [Fact]
    public void Labels_with_gaps_become_classes_from_1_and_keep_their_values()
    {
        var scene = new HyperspectralScene("s", [2, 3, 1], new float[6], [2, 3], [14, 0, 10, 1, 14, 0]);
        Assert.Equal([3, 0, 2, 1, 3, 0], scene.Labels);
        Assert.Equal([1, 10, 14], scene.LabelValues);
        Assert.Equal(["1", "10", "14"], scene.ClassNames);
        Assert.Equal([0, 2, 3, 4], scene.LabelledPixels);
        Assert.Equal([2L, 1, 0, 2], scene.Targets(scene.LabelledPixels));
    }

    [Theory]
    [InlineData(float.NaN, "NaN at row 1, column 2, band 3")]
    [InlineData(float.PositiveInfinity, "Inf at row 1, column 2, band 3")]
    [InlineData(float.NegativeInfinity, "Inf at row 1, column 2, band 3")]
    public void A_value_that_is_not_finite_is_an_error_with_its_place(float value, string message)
    {
        var cube = new float[2 * 3 * 4];
        cube[(1 * 3 + 2) * 4 + 3] = value;
        Assert.Contains(message, Assert.Throws<DataException>(() => new HyperspectralScene("s", [2, 3, 4], cube, [2, 3], [1, 1, 1, 1, 1, 1])).Message);
    }

    [Fact]
    public void Cube_and_labels_of_different_size_are_an_error_with_both()
    {
        var error = Assert.Throws<DataException>(() => new HyperspectralScene("s", [2, 3, 4], new float[24], [3, 2], new int[6]));
        Assert.Contains("the labels are [3, 2], the cube is [2, 3, 4]", error.Message);
    }

    [Fact]
    public void Labels_that_name_no_class_or_a_negative_one_are_an_error()
    {
        Assert.Contains("all labels are 0", Assert.Throws<DataException>(() => new HyperspectralScene("s", [1, 2, 1], new float[2], [1, 2], [0, 0])).Message);
        Assert.Contains("a label is -1", Assert.Throws<DataException>(() => new HyperspectralScene("s", [1, 2, 1], new float[2], [1, 2], [-1, 3])).Message);
    }

    [Theory]
    [InlineData("v5_plain.mat")]
    [InlineData("v5_compressed.mat")]
    [InlineData("v73.mat")]
    public void A_file_with_both_gives_a_scene_without_being_told_their_names(string name)
    {
        var scene = SceneFile.Load(Files.Reference(name));
        var contents = Tensors.Read(Files.Reference("mat_contents.safetensors"));
        Assert.Equal(new Shape(6, 5, 4), scene.Shape);
        Assert.Equal(contents["cube"].Values, scene.Cube.Select(value => (double)value));
        Assert.Equal(contents["ground_truth"].Values, scene.Labels.Select(label => label == 0 ? 0.0 : scene.LabelValues[label - 1]));
    }

    [Fact]
    public void Labels_from_another_file_and_by_name_are_checked()
    {
        var path = Files.Reference("v5_plain.mat");
        Assert.Contains(11, SceneFile.Load(path, Files.Reference("v5_compressed.mat"), "cube", "ground_truth").LabelValues);
        Assert.Contains("doubles holds", Assert.Throws<DataException>(() => SceneFile.Load(path, null, null, "doubles")).Message);
        Assert.Contains("the labels are [2, 7]", Assert.Throws<DataException>(() => SceneFile.Load(path, null, null, "shorts")).Message);
        Assert.Contains("is no cube", Assert.Throws<DataException>(() => SceneFile.Load(path, null, "doubles")).Message);
        Assert.Contains("no variable labels", Assert.Throws<DataException>(() => SceneFile.Load(path, null, null, "labels")).Message);
        Assert.Contains("no three-dimensional numeric variable", Assert.Throws<DataException>(() => SceneFile.Load(Files.Reference("v4.mat"))).Message);
    }

    [Fact]
    public void Salinas_A_is_read_and_its_labels_remapped()
    {
        var scene = SceneFile.Load(Files.Shared("salinas-a/SalinasA_corrected.mat"), Files.Shared("salinas-a/SalinasA_gt.mat"));
        Assert.Equal(new Shape(83, 86, 204), scene.Shape);
        Assert.Equal([1, 10, 11, 12, 13, 14], scene.LabelValues);
        Assert.Equal(5348, scene.LabelledPixels.Length);
        Assert.Equal([376f, 481, 665, 1086], scene.Cube[..4]);
        var pca = Pca.Fit<float>(scene.Cube, scene.Bands, 15);
        Assert.InRange(pca.VarianceRatios[0], 0.9, 1);
        var split = SceneSplit.Stratified(scene, 0.1, 0, new Generator(0));
        Assert.Equal((534, 4814), (split.Train.Length, split.Test.Length));
    }

    [Fact]
    public void The_ground_truth_of_Indian_Pines_splits_as_the_literature_counts()
    {
        var labels = MatFile.Read(Files.Shared("indian-pines/Indian_pines_gt.mat")).FindLabels(145, 145);
        var scene = new HyperspectralScene("Indian Pines", [145, 145, 1], new float[145 * 145], labels.Shape, labels.To<int>());
        Assert.Equal((16, 10249), (scene.Classes, scene.LabelledPixels.Length));
        var split = SceneSplit.Stratified(scene, 0.1, 0, new Generator(0));
        Assert.Equal((1024, 9225), (split.Train.Length, split.Test.Length));
    }
}
