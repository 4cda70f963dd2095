using System.Text;
using System.Text.Json;
using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>The scores of a run as the literature reports them, as JSON and as text.</summary>
internal static class Scores
{
    /// <summary>What <c>metrics.json</c> holds.</summary>
    public static object Metrics(ConfusionMatrix matrix, IReadOnlyList<string> names) => new
    {
        OverallAccuracy = matrix.OverallAccuracy,
        AverageAccuracy = matrix.AverageAccuracy,
        Kappa = matrix.Kappa,
        MacroF1 = matrix.Macro(matrix.F1),
        Samples = matrix.Total,
        Classes = Enumerable.Range(0, matrix.Classes).Select(c => new
        {
            Name = names[c],
            Precision = matrix.Precision(c),
            Recall = matrix.Recall(c),
            F1 = matrix.F1(c),
            Support = matrix.Support(c),
        }),
        Confusion = Enumerable.Range(0, matrix.Classes).Select(a => Enumerable.Range(0, matrix.Classes).Select(p => matrix[a, p])),
    };

    /// <summary>The report: per class, then overall and average accuracy and kappa, then the confusion matrix.</summary>
    public static string Report(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        var text = new StringBuilder();
        text.Append(ClassificationReport.Format(matrix, names)).Append('\n');
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"overall accuracy  {100 * matrix.OverallAccuracy:f2} %\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"average accuracy  {100 * matrix.AverageAccuracy:f2} %\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"kappa             {matrix.Kappa:f4}\n\n");
        text.Append("confusion matrix (rows: actual, columns: predicted)\n");
        var width = Math.Max(3, Enumerable.Range(0, matrix.Classes).Max(matrix.Support).ToString().Length) + 1;
        text.Append(' ', 6);
        for (var p = 0; p < matrix.Classes; p++) text.Append(names[p].Length < width ? names[p].PadLeft(width) : (p + 1).ToString().PadLeft(width));
        text.Append('\n');
        for (var a = 0; a < matrix.Classes; a++)
        {
            text.Append((names[a].Length < 6 ? names[a] : (a + 1).ToString()).PadLeft(6));
            for (var p = 0; p < matrix.Classes; p++) text.Append(matrix[a, p].ToString().PadLeft(width));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The one or the other, ready to print.</summary>
    public static string Text(ConfusionMatrix matrix, IReadOnlyList<string> names, bool json) =>
        json ? JsonSerializer.Serialize(Metrics(matrix, names), JsonText.Indented) + "\n" : Report(matrix, names);

    /// <summary>Writes both into the run's folder.</summary>
    public static void Save(RunFolder folder, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        AtomicFile.WriteText(folder.Metrics, Text(matrix, names, json: true));
        AtomicFile.WriteText(folder.Report, Text(matrix, names, json: false));
    }
}
