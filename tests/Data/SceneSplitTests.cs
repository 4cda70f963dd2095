using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>The stratified split counts as scikit-learn's train_test_split does.</summary>
public sealed class SceneSplitTests
{
    private static readonly int[] IndianPines = [46, 1428, 830, 237, 483, 730, 28, 478, 20, 972, 2455, 593, 205, 1265, 386, 93];
    private static readonly int[] SalinasA = [391, 1343, 616, 1525, 674, 799];

    /// <summary>Class sizes, ratio, and the training pixels per class that scikit-learn 1.2.1 draws.</summary>
    public static TheoryData<int[], double, int[]> Cases => new()
    {
        { IndianPines, 0.1, [5, 143, 83, 24, 48, 73, 3, 48, 2, 97, 245, 59, 20, 126, 39, 9] },
        { IndianPines, 0.3, [14, 428, 249, 71, 145, 219, 8, 143, 6, 292, 736, 178, 62, 379, 116, 28] },
        { IndianPines, 0.05, [2, 71, 41, 12, 24, 37, 1, 24, 1, 49, 123, 30, 10, 63, 19, 5] },
        { SalinasA, 0.1, [39, 134, 62, 152, 67, 80] },
        { SalinasA, 0.01, [4, 13, 6, 15, 7, 8] },
        { [154, 251, 133, 258, 279], 0.9, [138, 226, 120, 232, 251] },
        { [204, 365, 171, 140, 121, 150], 0.7, [143, 255, 119, 98, 85, 105] },
        { [28, 339, 152, 324, 260, 318, 131, 348], 0.9, [25, 305, 137, 292, 234, 286, 118, 313] },
        { [112, 99, 108], 0.1, [11, 10, 10] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Each_class_gives_as_many_training_pixels_as_scikit_learn_counts(int[] sizes, double ratio, int[] expected)
    {
        var scene = SceneOf(sizes);
        var split = SceneSplit.Stratified(scene, ratio, 0, new Generator(1));
        Assert.Equal(expected, CountsOf(scene, split.Train));
        Assert.Equal(sizes.Zip(expected, (all, train) => all - train), CountsOf(scene, split.Test));
    }

    [Fact]
    public void Ten_percent_of_10249_pixels_are_1024_to_train_and_9225_to_test_on()
    {
        var split = SceneSplit.Stratified(SceneOf(IndianPines), 0.1, 0, new Generator(1));
        Assert.Equal((1024, 0, 9225), (split.Train.Length, split.Validation.Length, split.Test.Length));
    }

    /// <summary>In binary (1 − 0.7)·10 is 3.0000000000000004, whose ceiling is 4.</summary>
    [Theory]
    [InlineData(0.7, 10, 3)]
    [InlineData(0.9, 100, 10)]
    [InlineData(0.45, 100, 55)]
    [InlineData(0.1, 30, 27)]
    public void The_number_of_test_pixels_is_the_ceiling_in_decimal(double ratio, int count, int test) =>
        Assert.Equal(test, SceneSplit.Stratified(SceneOf([count / 2, count - count / 2]), ratio, 0, new Generator(1)).Test.Length);

    [Fact]
    public void The_parts_hold_every_labelled_pixel_once_and_no_background()
    {
        var scene = SceneOf([40, 90, 7]);
        var split = SceneSplit.Stratified(scene, 0.4, 0.25, new Generator(9));
        Assert.Equal(scene.LabelledPixels, ((int[])[.. split.Train, .. split.Validation, .. split.Test]).Order());
        Assert.Equal(split.Train.Order(), split.Train);
    }

    [Fact]
    public void A_validation_part_comes_out_of_the_training_part_and_leaves_every_class_one_pixel()
    {
        var scene = SceneOf([100, 60, 20, 10]);
        var whole = SceneSplit.Stratified(scene, 0.1, 0, new Generator(4));
        var split = SceneSplit.Stratified(scene, 0.1, 0.5, new Generator(4));
        Assert.Equal(whole.Test, split.Test);
        Assert.Equal(10, split.Validation.Length);
        Assert.Equal(whole.Train, ((int[])[.. split.Train, .. split.Validation]).Order());
        Assert.All(CountsOf(scene, split.Train), count => Assert.True(count >= 1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_split_and_another_seed_another()
    {
        var scene = SceneOf(SalinasA);
        int[] Train(ulong seed) => SceneSplit.Stratified(scene, 0.1, 0, new Generator(seed)).Train;
        Assert.Equal(Train(3), Train(3));
        Assert.NotEqual(Train(3), Train(4));
    }

    [Fact]
    public void Ties_between_fractions_go_to_the_lower_class() =>
        Assert.Equal([3, 3, 2, 2], LargestRemainder.Apportion([5, 5, 5, 5], 10));

    [Fact]
    public void A_class_with_one_pixel_is_a_data_error_that_names_it()
    {
        var error = Assert.Throws<DataException>(() => SceneSplit.Stratified(SceneOf([30, 1, 20]), 0.5, 0, new Generator(1)));
        Assert.Contains("class 2 (label 20, 20) has one labelled pixel", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_ratio_outside_0_to_1_is_a_usage_error(double ratio) =>
        Assert.Contains("expected a number between 0 and 1", Assert.Throws<UsageException>(() => SceneSplit.Stratified(SceneOf([30, 20]), ratio, 0, new Generator(1))).Message);

    [Fact]
    public void Fewer_training_pixels_than_classes_are_a_data_error() =>
        Assert.Contains("gives 1 training and 59 test pixels", Assert.Throws<DataException>(() => SceneSplit.Stratified(SceneOf([20, 20, 20]), 0.02, 0, new Generator(1))).Message);

    /// <summary>One row of pixels with labels 10, 20, 30, …, and background between the classes.</summary>
    private static HyperspectralScene SceneOf(int[] sizes)
    {
        int[] labels = [.. sizes.SelectMany((size, c) => Enumerable.Repeat(10 * (c + 1), size).Append(0))];
        return new HyperspectralScene("row", [1, labels.Length, 1], new float[labels.Length], [1, labels.Length], labels);
    }

    private static int[] CountsOf(HyperspectralScene scene, int[] pixels) =>
        [.. Enumerable.Range(1, scene.Classes).Select(c => pixels.Count(pixel => scene.Labels[pixel] == c))];
}
