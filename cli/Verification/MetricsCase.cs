using System.Text.Json;
using NeuralCore.Data;

namespace NeuralCore.Cli.Verification;

/// <summary>The confusion matrix and all that is computed from it, against scikit-learn's.</summary>
internal static class MetricsCase
{
    public static CaseResult Compare(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        var confusion = root.GetProperty("confusion").EnumerateArray().Select(Numbers).ToArray();
        var matrix = new ConfusionMatrix(confusion.Length);
        foreach (var (actual, predicted) in Numbers(root.GetProperty("y_true")).Zip(Numbers(root.GetProperty("y_pred"))))
            matrix.Add((int)actual, (int)predicted);

        List<string> wrong = [];
        for (var i = 0; i < matrix.Classes; i++)
        {
            for (var j = 0; j < matrix.Classes; j++) Check($"confusion[{i},{j}]", matrix[i, j], confusion[i][j]);
            Check($"precision[{i}]", matrix.Precision(i), Numbers(root.GetProperty("precision"))[i]);
            Check($"recall[{i}]", matrix.Recall(i), Numbers(root.GetProperty("recall"))[i]);
            Check($"f1[{i}]", matrix.F1(i), Numbers(root.GetProperty("f1"))[i]);
            Check($"support[{i}]", matrix.Support(i), Numbers(root.GetProperty("support"))[i]);
        }
        Check("kappa", matrix.Kappa, root.GetProperty("kappa").GetDouble());
        Check("overall accuracy", matrix.OverallAccuracy, root.GetProperty("overall_accuracy").GetDouble());
        Check("average accuracy", matrix.AverageAccuracy, root.GetProperty("average_accuracy").GetDouble());
        if (ClassificationReport.Format(matrix) != root.GetProperty("report").GetString()) wrong.Add("the report's text differs");
        return wrong.Count == 0 ? CaseResult.Passed($"{matrix.Classes} classes, report equal to the letter") : CaseResult.Failed(string.Join("; ", wrong));

        void Check(string name, double actual, double expected)
        {
            if (!(Math.Abs(actual - expected) <= 1e-12 * Math.Max(1, Math.Abs(expected)))) wrong.Add($"{name} {actual}, expected {expected}");
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
