using System.Globalization;
using System.Text;
using System.Text.Json;
using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>The scores of a run as the literature reports them, as JSON and as text.</summary>
internal static class Scores
{
    /// <summary>What <c>metrics.json</c> holds; of a segmentation also intersection over union.</summary>
    private static Dictionary<string, object> Metrics(ConfusionMatrix matrix, IReadOnlyList<string> names, bool isSegmentation)
    {
        var classes = Enumerable.Range(0, matrix.Classes);
        Dictionary<string, object> metrics = new()
        {
            ["overallAccuracy"] = matrix.OverallAccuracy,
            ["averageAccuracy"] = matrix.AverageAccuracy,
            ["kappa"] = matrix.Kappa,
            ["microF1"] = matrix.OverallAccuracy,
            ["macroPrecision"] = matrix.Macro(matrix.Precision),
            ["macroRecall"] = matrix.Macro(matrix.Recall),
            ["macroF1"] = matrix.Macro(matrix.F1),
            ["samples"] = matrix.Total,
        };
        if (isSegmentation) metrics["meanIoU"] = matrix.MeanIoU;
        metrics["classes"] = classes.Select(c =>
        {
            Dictionary<string, object> row = new()
            {
                ["name"] = names[c],
                ["precision"] = matrix.Precision(c),
                ["recall"] = matrix.Recall(c),
                ["f1"] = matrix.F1(c),
                ["support"] = matrix.Support(c),
            };
            if (isSegmentation) row["iou"] = matrix.IoU(c);
            return row;
        });
        metrics["confusion"] = classes.Select(a => classes.Select(p => matrix[a, p]));
        return metrics;
    }

    /// <summary>The report: per class, then overall and average accuracy and kappa, then the confusion matrix.</summary>
    private static string Report(ConfusionMatrix matrix, IReadOnlyList<string> names, bool isSegmentation)
    {
        var text = new StringBuilder();
        text.Append(ClassificationReport.Format(matrix, names)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{(isSegmentation ? "pixel" : "overall")} accuracy  {100 * matrix.OverallAccuracy:f2} % (also the micro average of precision, recall and F1)\n");
        text.Append(CultureInfo.InvariantCulture, $"average accuracy  {100 * matrix.AverageAccuracy:f2} %\n");
        text.Append(CultureInfo.InvariantCulture, $"kappa             {matrix.Kappa:f4}\n");
        if (isSegmentation)
        {
            text.Append(CultureInfo.InvariantCulture, $"mean IoU          {100 * matrix.MeanIoU:f2} %");
            for (var c = 0; c < matrix.Classes; c++) text.Append(CultureInfo.InvariantCulture, $"{(c == 0 ? ": " : ", ")}{names[c]} {100 * matrix.IoU(c):f2} %");
            text.Append('\n');
        }
        text.Append('\n');
        AppendConfusion(text, matrix, names);
        return text.ToString();
    }

    /// <summary>The one or the other, ready to print.</summary>
    public static string Text(ConfusionMatrix matrix, IReadOnlyList<string> names, bool isSegmentation, bool json) => json
        ? JsonSerializer.Serialize(Metrics(matrix, names, isSegmentation), JsonText.Indented) + "\n"
        : Report(matrix, names, isSegmentation);

    /// <summary>Writes both into the run's folder.</summary>
    public static void Save(RunFolder folder, ConfusionMatrix matrix, IReadOnlyList<string> names, bool isSegmentation)
    {
        AtomicFile.WriteText(folder.Metrics, Text(matrix, names, isSegmentation, json: true));
        AtomicFile.WriteText(folder.Report, Text(matrix, names, isSegmentation, json: false));
    }

    // Columns bear the classes' names where all are short, else their numbers, which the rows then bear too.
    private static void AppendConfusion(StringBuilder text, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        text.Append("confusion matrix (rows: actual, columns: predicted)\n");
        var width = Math.Max(3, Enumerable.Range(0, matrix.Classes).Max(matrix.Support).ToString().Length) + 1;
        var isShort = names.All(name => name.Length < width);
        var rows = names.Select((name, c) => isShort ? name : $"{name} {c + 1}").ToArray();
        var margin = Math.Max(6, rows.Max(row => row.Length));
        text.Append(' ', margin);
        for (var p = 0; p < matrix.Classes; p++) text.Append((isShort ? names[p] : $"{p + 1}").PadLeft(width));
        text.Append('\n');
        for (var a = 0; a < matrix.Classes; a++)
        {
            text.Append(rows[a].PadLeft(margin));
            for (var p = 0; p < matrix.Classes; p++) text.Append(matrix[a, p].ToString().PadLeft(width));
            text.Append('\n');
        }
    }
}
