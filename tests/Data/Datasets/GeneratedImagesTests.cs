using NeuralCore.Data.Datasets;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>Circles and crosses that the program draws: a function of seed and number, and told apart by nothing but their shape.</summary>
public sealed class GeneratedImagesTests
{
    [Fact]
    public void An_image_is_a_function_of_seed_and_number()
    {
        var (one, same, other) = (new XoImages(20, 40, 48, seed: 5), new XoImages(20, 40, 48, seed: 5), new XoImages(20, 40, 48, seed: 6));
        for (var i = 19; i >= 0; i--) Assert.Equal(one.Load(i).Values, same.Load(i).Values);
        Assert.NotEqual(one.Load(0).Values, other.Load(0).Values);
        Assert.NotEqual(one.Load(0).Values, one.Load(2).Values);
        Assert.Equal([1, 40, 48], one.Load(3).Shape);
        var colour = DatasetRegistry.Find("xo_generated")!.Open(null, new DatasetOptions { Seed = 5, Count = 20, ImageShape = [3, 40, 48] }).Train.Load(3);
        Assert.Equal([.. one.Load(3).Values, .. one.Load(3).Values, .. one.Load(3).Values], colour.Values);
    }

    [Fact]
    public void Values_stay_within_0_to_1_and_classes_come_in_turn()
    {
        var images = new XoImages(50);
        Assert.Equal([1, 116, 116], images.ImageShape!.Value);
        Assert.Equal([0, 1, 0, 1], images.Labels.Take(4));
        Assert.Equal(["circle", "cross"], images.ClassNames);
        for (var i = 0; i < images.Count; i++) Assert.All(images.Load(i).Values, value => Assert.InRange(value, 0f, 1f));
    }

    /// <summary>Were one class darker or larger than the other, a network could score without seeing a shape.</summary>
    [Fact]
    public void Brightness_alone_does_not_tell_the_classes_apart()
    {
        var images = new XoImages(400);
        var means = Enumerable.Range(0, images.Count).Select(i => images.Load(i).Values.Average()).ToArray();
        var best = means.Max(border =>
        {
            var right = means.Where((mean, i) => mean < border == (images.Labels[i] == 0)).Count();
            return Math.Max(right, means.Length - right);
        });
        Assert.InRange(best / (double)means.Length, 0.5, 0.75);
    }

    [Fact]
    public void A_scene_is_a_function_of_seed_and_number_and_parts_share_none()
    {
        var (train, test) = DatasetRegistry.Find("xo_scenes")!.Scenes(new DatasetOptions { Count = 10, ImageShape = [3, 32, 40] });
        Assert.Equal((10, 2), (train.Count, test.Count));
        var whole = new XoScenes(12, [3, 32, 40]);
        for (var i = 0; i < 12; i++) Assert.Equal(Read(whole, i).Input, i < 10 ? Read(train, i).Input : Read(test, i - 10).Input);
        Assert.NotEqual(Read(whole, 0).Input, Read(new XoScenes(1, [3, 32, 40], seed: 2), 0).Input);
    }

    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(3, 64, 64)]
    [InlineData(3, 50, 97)]
    public void Scenes_of_any_size_have_all_three_classes(int channels, int height, int width)
    {
        var scenes = new XoScenes(30, [channels, height, width]);
        Assert.Equal([height, width], scenes.TargetShape);
        Assert.Equal(["background", "circle", "cross"], scenes.ClassNames);
        var counts = new long[3];
        for (var i = 0; i < scenes.Count; i++)
        {
            var (input, target) = Read(scenes, i);
            Assert.All(input, value => Assert.InRange(value, 0f, 1f));
            foreach (var c in target) counts[c]++;
            Assert.Contains(target, c => c > 0);
        }
        Assert.All(counts, count => Assert.InRange(count / (30.0 * height * width), 0.02, 0.95));
    }

    /// <summary>Where the mask says figure the colour differs from the paper around it: the mask lies on the strokes.</summary>
    [Fact]
    public void The_mask_lies_on_the_strokes()
    {
        var scenes = new XoScenes(40, [1, 64, 64]);
        for (var i = 0; i < scenes.Count; i++)
        {
            var (input, target) = Read(scenes, i);
            var paper = input.Where((_, p) => target[p] == 0).Average();
            var ink = input.Where((_, p) => target[p] != 0).Select(value => Math.Abs(value - paper)).Average();
            var rest = input.Where((_, p) => target[p] == 0).Select(value => Math.Abs(value - paper)).Average();
            Assert.True(ink > 2 * rest, $"scene {i}: strokes differ by {ink}, paper by {rest}");
        }
    }

    [Fact]
    public void What_cannot_be_drawn_is_a_usage_error()
    {
        Assert.Contains("at least 1", Assert.Throws<UsageException>(() => new XoImages(0)).Message);
        Assert.Contains("8×40", Assert.Throws<UsageException>(() => new XoImages(1, 8, 40)).Message);
        Assert.Contains("2 channels", Assert.Throws<UsageException>(() => new XoImages(1, channels: 2)).Message);
        Assert.Contains("[2, 64, 64]", Assert.Throws<UsageException>(() => new XoScenes(1, [2, 64, 64])).Message);
        Assert.Contains("class for each pixel", Assert.Throws<UsageException>(() => DatasetRegistry.Find("xo_scenes")!.Open()).Message);
        Assert.Contains("class for each image", Assert.Throws<UsageException>(() => DatasetRegistry.Find("mnist")!.Scenes()).Message);
        Assert.Contains("no files", Assert.Throws<UsageException>(() => DatasetRegistry.Find("xo_generated")!.Open("/tmp")).Message);
    }

    private static (float[] Input, long[] Target) Read(NeuralCore.Data.IDataset scenes, int index)
    {
        var (input, target) = (new float[scenes.InputShape.Count], new long[scenes.TargetShape.Count]);
        scenes.Read(index, new Generator(9), input, target);
        return (input, target);
    }
}
