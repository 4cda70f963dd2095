using System.Text.Json;
using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>The measures and the printed table are scikit-learn's.</summary>
public sealed class ClassificationReportTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllText(Files.Reference("metrics.json"))).RootElement;

    [Fact]
    public void The_measures_are_those_of_the_reference()
    {
        var matrix = FromReference();
        for (var c = 0; c < 5; c++)
        {
            Assert.Equal(Reference.GetProperty("confusion")[c].EnumerateArray().Select(n => n.GetInt64()), Enumerable.Range(0, 5).Select(p => matrix[c, p]));
            Assert.Equal(Reference.GetProperty("support")[c].GetInt64(), matrix.Support(c));
            Assert.Equal(Reference.GetProperty("precision")[c].GetDouble(), matrix.Precision(c), 1e-14);
            Assert.Equal(Reference.GetProperty("recall")[c].GetDouble(), matrix.Recall(c), 1e-14);
            Assert.Equal(Reference.GetProperty("f1")[c].GetDouble(), matrix.F1(c), 1e-14);
        }
        Assert.Equal(Reference.GetProperty("kappa").GetDouble(), matrix.Kappa, 1e-14);
        Assert.Equal(Reference.GetProperty("overall_accuracy").GetDouble(), matrix.OverallAccuracy, 1e-14);
        Assert.Equal(Reference.GetProperty("average_accuracy").GetDouble(), matrix.AverageAccuracy, 1e-14);
    }

    [Fact]
    public void The_table_is_printed_letter_for_letter() =>
        Assert.Equal(Reference.GetProperty("report").GetString(), ClassificationReport.Format(FromReference()));

    /// <summary>Recalls of 1/32 and 29/32 are halves in the fourth place; the expected text is scikit-learn 1.2.1's.</summary>
    [Fact]
    public void Exact_halves_go_to_the_even_digit_and_long_names_widen_the_table()
    {
        var matrix = FromCounts([[1, 31, 0, 0], [3, 29, 0, 0], [0, 0, 13, 3], [0, 3, 0, 61]]);
        const string expected =
            "                             precision    recall  f1-score   support\n\n" +
            "                    Alfalfa     0.2500    0.0312    0.0556        32\n" +
            "Corn-notill and a long name     0.4603    0.9062    0.6105        32\n" +
            "                       Oats     1.0000    0.8125    0.8966        16\n" +
            "                          x     0.9531    0.9531    0.9531        64\n\n" +
            "                   accuracy                         0.7222       144\n" +
            "                  macro avg     0.6659    0.6758    0.6289       144\n" +
            "               weighted avg     0.6926    0.7222    0.6712       144\n";
        Assert.Equal(expected, ClassificationReport.Format(matrix, ["Alfalfa", "Corn-notill and a long name", "Oats", "x"]));
        Assert.Equal(0.5968645016797313, matrix.Kappa, 1e-14);
    }

    [Fact]
    public void A_class_without_examples_or_predictions_counts_as_zero()
    {
        var matrix = FromCounts([[2, 0, 0], [1, 0, 0], [0, 0, 0]]);
        Assert.Equal((0, 0, 0), (matrix.Precision(1), matrix.Recall(2), matrix.F1(2)));
        Assert.Equal(1.0 / 3, matrix.AverageAccuracy, 1e-14);
        Assert.Equal(0, matrix.Kappa);
        Assert.Equal(0, new ConfusionMatrix(2).OverallAccuracy);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_an_error() =>
        Assert.Contains("class 3, predicted as 0", Assert.Throws<UsageException>(() => new ConfusionMatrix(3).Add(3, 0)).Message);

    // What scikit-learn 1.2.1 says of these counts, with labels=[2, 0] and labels=[0, 1, 3].
    private static readonly int[][] Counts = [[50, 3, 0, 2], [4, 30, 6, 0], [1, 0, 20, 9], [0, 7, 0, 0]];

    [Fact]
    public void A_part_of_the_classes_has_a_micro_average_where_all_have_an_accuracy()
    {
        var matrix = FromCounts(Counts);
        Assert.Equal(
            "              precision    recall  f1-score   support\n\n" +
            "           c     0.7692    0.6667    0.7143        30\n" +
            "           a     0.9091    0.9091    0.9091        55\n\n" +
            "   micro avg     0.8642    0.8235    0.8434        85\n" +
            "   macro avg     0.8392    0.7879    0.8117        85\n" +
            "weighted avg     0.8597    0.8235    0.8403        85\n",
            ClassificationReport.Format(matrix, ["a", "b", "c", "d"], classes: [2, 0]));
        Assert.Equal(
            "              precision    recall  f1-score   support\n\n" +
            "           a      0.909     0.909     0.909        55\n" +
            "           b      0.750     0.750     0.750        40\n" +
            "           d      0.000     0.000     0.000         7\n\n" +
            "   micro avg      0.755     0.784     0.769       102\n" +
            "   macro avg      0.553     0.553     0.553       102\n" +
            "weighted avg      0.784     0.784     0.784       102\n",
            ClassificationReport.Format(matrix, ["a", "b", "c", "d"], digits: 3, classes: [0, 1, 3]));
        Assert.Equal(ClassificationReport.Format(matrix), ClassificationReport.Format(matrix, classes: [0, 1, 2, 3]));
        Assert.Contains("class 4", Assert.Throws<UsageException>(() => ClassificationReport.Format(matrix, classes: [0, 4])).Message);
    }

    [Fact]
    public void Averages_over_some_classes_and_over_all_are_those_of_scikit_learn()
    {
        var matrix = FromCounts(Counts);
        int[] some = [2, 0];
        Assert.Equal(0.8641975308641975, matrix.MicroPrecision(some), 1e-14);
        Assert.Equal(0.8235294117647058, matrix.MicroRecall(some), 1e-14);
        Assert.Equal(0.8433734939759034, matrix.MicroF1(some), 1e-14);
        Assert.Equal(0.8391608391608392, matrix.Macro(matrix.Precision, some), 1e-14);
        Assert.Equal(0.8403361344537815, matrix.Weighted(matrix.F1, some), 1e-14);
        Assert.All([matrix.MicroPrecision(), matrix.MicroRecall(), matrix.MicroF1()], micro => Assert.Equal(matrix.OverallAccuracy, micro, 1e-14));
    }

    [Fact]
    public void Intersection_over_union_is_that_of_scikit_learn_and_its_mean_leaves_out_what_does_not_occur()
    {
        var matrix = FromCounts(Counts);
        Assert.Equal([0.8333333333333334, 0.6, 0.5555555555555556, 0.0], Enumerable.Range(0, 4).Select(matrix.IoU), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(0.49722222222222223, matrix.MeanIoU, 1e-14);
        Assert.Equal(0.6553030303030304, matrix.Weighted(matrix.IoU), 1e-14);
        Assert.Equal(0.49722222222222223, FromCounts([.. Counts.Select(row => row.Append(0).ToArray()), new int[5]]).MeanIoU, 1e-14);
        Assert.Equal(0, new ConfusionMatrix(3).MeanIoU);
    }

    [Fact]
    public void Maps_are_counted_at_once_and_what_is_to_be_ignored_is_not()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([0, 1, 255, 2, 1], [0, 2, 0, 2, 1], ignore: 255);
        Assert.Equal((4, 1, 1, 1, 1), (matrix.Total, matrix[0, 0], matrix[1, 2], matrix[1, 1], matrix[2, 2]));
        Assert.Contains("class 255", Assert.Throws<UsageException>(() => matrix.Add([255], [0])).Message);
        Assert.Contains("2 actual classes and 1", Assert.Throws<ShapeException>(() => matrix.Add([0, 1], [0])).Message);
    }

    private static ConfusionMatrix FromReference()
    {
        var matrix = new ConfusionMatrix(5);
        var pairs = Reference.GetProperty("y_true").EnumerateArray().Zip(Reference.GetProperty("y_pred").EnumerateArray());
        foreach (var (actual, predicted) in pairs) matrix.Add(actual.GetInt32(), predicted.GetInt32());
        return matrix;
    }

    private static ConfusionMatrix FromCounts(int[][] counts)
    {
        var matrix = new ConfusionMatrix(counts.Length);
        for (var i = 0; i < counts.Length; i++)
            for (var j = 0; j < counts.Length; j++)
                for (var n = 0; n < counts[i][j]; n++) matrix.Add(i, j);
        return matrix;
    }
}
