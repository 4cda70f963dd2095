using NeuralCore.Data.Imaging;

namespace NeuralCore.Tests.Data.Imaging;

/// <summary>The transforms by their formulas, and by their texts there and back.</summary>
public sealed class TransformTests
{
    /// <summary>Height, width and what PIL 9.4 makes of the 5×7 image (37·i mod 101)/101 with Image.BILINEAR.</summary>
    public static TheoryData<int, int, double[]> Resized => new()
    {
        { 3, 4, [0.4133495, 0.5009901, 0.3693352, 0.5201051, 0.4264236, 0.5573597, 0.4669747, 0.6216146, 0.4319391, 0.6175389, 0.4573126, 0.4774702] },
        { 2, 2, [0.4766605, 0.4853788, 0.4954368, 0.5178971] },
        { 10, 9, [0.0, 0.2442244, 0.5291529, 0.5918592, 0.0990099, 0.3839384, 0.6688669, 0.6204621, 0.1980198, 0.1410891, 0.3853135, 0.5591309, 0.5385039, 0.240099, 0.3305831, 0.559956, 0.5948845, 0.3391089, 0.4232673, 0.6674918, 0.6190869, 0.4317932, 0.5222772, 0.2238724, 0.3421342, 0.5437294, 0.6212871, 0.4554456, 0.69967, 0.6512651, 0.4639714, 0.5544555, 0.2560506, 0.3743124, 0.5759076, 0.6534653, 0.2376238, 0.4818482, 0.6556655, 0.6350385, 0.3366337, 0.4271177, 0.6564907, 0.6914192, 0.4356436, 0.269802, 0.3473597, 0.5489549, 0.6672167, 0.3688119, 0.4592959, 0.6886688, 0.7235974, 0.4678218, 0.5519802, 0.2962046, 0.3311331, 0.560506, 0.6509901, 0.3525853, 0.4708471, 0.6724423, 0.75, 0.5841584, 0.3283828, 0.3633113, 0.5926843, 0.6831683, 0.3847635, 0.3641364, 0.5379538, 0.7821782, 0.3663366, 0.4438944, 0.6454896, 0.7637514, 0.4653465, 0.5558306, 0.3685369, 0.320132, 0.5643564, 0.2574258, 0.5016502, 0.7865787, 0.8492849, 0.3564357, 0.6413642, 0.3707371, 0.2112211, 0.4554456] },
        { 5, 3, [0.3140028, 0.3931276, 0.5268741, 0.6640736, 0.4280722, 0.4483734, 0.4427157, 0.5218404, 0.655587, 0.364215, 0.4979616, 0.5770863, 0.5714286, 0.5917298, 0.3557284] },
        { 1, 1, [0.4923032] },
    };

    [Theory, MemberData(nameof(Resized))]
    public void Resize_is_PILs_antialiased_bilinear(int height, int width, double[] expected)
    {
        var image = new Image(1, 5, 7, [.. Enumerable.Range(0, 35).Select(i => i * 37 % 101 / 101f)]);
        var result = new Resize(height, width).Apply(image, new Generator(1));
        Assert.Equal([1, height, width], result.Shape);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], result.Values[i], 1e-6);
    }

    [Fact]
    public void Resize_by_the_shorter_side_keeps_the_proportion()
    {
        Assert.Equal([1, 10, 14], Apply("resize:10", new Image(1, 5, 7, new float[35])).Shape);
        Assert.Equal([3, 5, 4], Apply("resize:4", new Image(3, 7, 5, new float[105])).Shape);
        Assert.Equal([1, 4, 4], Apply("resize:4", new Image(1, 9, 9, new float[81])).Shape);
        var image = Ramp(1, 6, 6);
        Assert.Equal(image.Values, Apply("resize:6", image).Values);
    }

    [Fact]
    public void Grey_is_luma_and_rgb_repeats_it()
    {
        var colour = new Image(3, 1, 2, [200 / 255f, 1 / 255f, 100 / 255f, 2 / 255f, 50 / 255f, 3 / 255f]);
        var grey = Apply("grey", colour);
        Assert.Equal([1, 1, 2], grey.Shape);
        Assert.Equal(0.299 * 200 + 0.587 * 100 + 0.114 * 50, 255 * grey.Values[0], 1e-3);   // PIL: 124 of 255
        Assert.Same(grey, Apply("grey", grey));
        Assert.Equal([.. grey.Values, .. grey.Values, .. grey.Values], Apply("rgb", grey).Values);
        Assert.Same(colour, Apply("rgb", colour));
    }

    [Fact]
    public void Centre_crop_takes_the_middle()
    {
        Assert.Equal([7f, 8f, 12f, 13f], Apply("centre-crop:2", Ramp(1, 4, 5)).Values);
        Assert.Contains("resize:9", Assert.Throws<ShapeException>(() => Apply("centre-crop:9", Ramp(1, 4, 5))).Message);
    }

    [Fact]
    public void Random_crop_lands_evenly_on_every_place_and_pads_with_zeros()
    {
        var image = new Image(1, 2, 2, [1, 2, 3, 4]);
        var (random, counts) = (new Generator(1), new Dictionary<string, int>());
        for (var round = 0; round < 1800; round++)
        {
            var crop = string.Join(' ', new RandomCrop(2, 1).Apply(image, random).Values);
            counts[crop] = counts.GetValueOrDefault(crop) + 1;
        }
        Assert.Equal(["0 0 0 1", "0 0 1 2", "0 0 2 0", "0 1 0 3", "0 3 0 0", "1 2 3 4", "2 0 4 0", "3 4 0 0", "4 0 0 0"], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 150, 250));
    }

    [Fact]
    public void Flip_turns_each_row_of_each_plane_as_often_as_asked()
    {
        var image = new Image(2, 2, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal([2f, 1f, 4f, 3f, 6f, 5f, 8f, 7f], Apply("flip:1", image).Values);
        Assert.Same(image, Apply("flip:0", image));
        var random = new Generator(2);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => new HorizontalFlip().Apply(image, random) != image), 440, 560);
    }

    [Fact]
    public void Rotation_by_a_quarter_moves_pixels_exactly_and_by_less_keeps_the_middle()
    {
        var image = Ramp(2, 5, 5);
        var turned = Rotation.Turn(image, Math.PI / 2);
        for (var c = 0; c < 2; c++)
            for (var i = 0; i < 5; i++)
                for (var j = 0; j < 5; j++) Assert.Equal(image.Plane(c)[j * 5 + 4 - i], turned.Plane(c)[i * 5 + j], 1e-4);
        // A plane that rises evenly stays one within: value = row·5 + column, turned about the middle.
        var (angle, other) = (0.3, Rotation.Turn(Ramp(1, 5, 5), 0.3));
        var (y, x) = (1, -1);
        var expected = 5 * (2 + y * Math.Cos(angle) + x * Math.Sin(angle)) + 2 + x * Math.Cos(angle) - y * Math.Sin(angle);
        Assert.Equal(expected, other.Values[(2 + y) * 5 + 2 + x], 1e-4);
        Assert.Equal(0, Rotation.Turn(new Image(1, 9, 9, [.. Enumerable.Repeat(1f, 81)]), Math.PI / 4).Values[0]);
    }

    [Fact]
    public void Normalize_works_by_channel()
    {
        var image = new Image(2, 1, 2, [0.5f, 1, 0.5f, 1]);
        Assert.Equal([0f, 2f, 1f, 3f], Apply("normalize:0.5/0.25:0.25/0.25", image).Values);
        Assert.Equal([0f, 2f, 0f, 2f], Apply("normalize:0.5:0.25", image).Values);
        Assert.Contains("3 channels", Assert.Throws<ShapeException>(() => Apply("normalize:0/0/0:1/1/1", image)).Message);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("crop:32:4")]
    [InlineData("crop:224")]
    [InlineData("flip")]
    [InlineData("flip:0.25")]
    [InlineData("rotate:15")]
    [InlineData("rotate:7.5")]
    [InlineData("grey")]
    [InlineData("rgb")]
    [InlineData("resize:28")]
    [InlineData("resize:28:40")]
    [InlineData("centre-crop:224")]
    [InlineData("normalize:0.1307:0.3081")]
    [InlineData("resize:256,crop:224,flip,rotate:10,normalize:0.4914/0.4822/0.4465:0.2023/0.1994/0.201")]
    public void A_text_comes_back_as_it_was(string text)
    {
        var parsed = Transforms.Parse(text);
        Assert.Equal(text, parsed.ToString());
        Assert.Equal(parsed, Transforms.Parse(parsed.ToString()));
        Assert.Equal(parsed.GetHashCode(), Transforms.Parse(text).GetHashCode());
    }

    [Theory]
    [InlineData("bend:3", "unknown transform 'bend'; there are grey, rgb, resize, centre-crop, crop, flip, rotate, normalize")]
    [InlineData("crop", "'crop' has 0 numbers; expected crop:SIZE or crop:SIZE:PADDING")]
    [InlineData("crop:1:2:3", "has 3 numbers")]
    [InlineData("crop:-4", "'-4'")]
    [InlineData("crop:0", "from 1")]
    [InlineData("crop:99999999999", "'99999999999'")]
    [InlineData("flip:2", "from 0 to 1")]
    [InlineData("rotate:nan", "'nan'")]
    [InlineData("rotate:360", "from 0 to 180")]
    [InlineData("normalize:0.5", "normalize:MEAN:STD")]
    [InlineData("normalize:0.5:0", "above 0")]
    [InlineData("normalize:0.5/0.5:1", "2 means and 1")]
    [InlineData("normalize:a:1", "'a'")]
    [InlineData("flip,,grey", "unknown transform ''")]
    public void A_wrong_text_is_a_usage_error(string text, string words) =>
        Assert.Contains(words, Assert.Throws<UsageException>(() => Transforms.Parse(text)).Message);

    [Fact]
    public void Scoring_crops_from_the_middle_and_draws_nothing()
    {
        var training = Transforms.Parse("resize:256,crop:224,flip,rotate:5,normalize:0.5:0.25");
        Assert.Equal("resize:256,centre-crop:224,normalize:0.5:0.25", training.WithoutChance().ToString());
        var random = new Generator(1);
        Transforms.Parse("crop:3:1,flip,rotate:5").WithoutChance().Apply(Ramp(1, 3, 3), random);
        Assert.Equal(0UL, random.Offset);
    }

    [Fact]
    public void The_same_generator_gives_the_same_image()
    {
        var transform = Transforms.Parse("crop:6:2,flip,rotate:20");
        float[] Draw(ulong seed) => transform.Apply(Ramp(3, 6, 6), new Generator(seed, Generator.Streams.Augment)).Values;
        Assert.Equal(Draw(4), Draw(4));
        Assert.NotEqual(Draw(4), Draw(5));
    }

    private static Image Apply(string text, Image image) => Transforms.Parse(text).Apply(image, new Generator(1));

    private static Image Ramp(int channels, int height, int width) => new(channels, height, width, [.. Enumerable.Range(0, channels * height * width).Select(i => (float)i)]);
}
