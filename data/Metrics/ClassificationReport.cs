using System.Globalization;
using System.Text;

namespace NeuralCore.Data;

/// <summary>The table of precision, recall, F1 and support per class, letter for letter as scikit-learn's <c>classification_report</c> prints it.</summary>
public static class ClassificationReport
{
    private const string LongestHeading = "weighted avg";

    /// <summary>The table as text with line ends <c>\n</c>.</summary>
    /// <param name="matrix">What was counted.</param>
    /// <param name="names">A name for each class; their numbers from 0 when null.</param>
    /// <param name="digits">The places after the point.</param>
    /// <param name="classes">The classes to report on, all when null; of a part the micro average stands in the place of the accuracy, which is not defined there.</param>
    /// <exception cref="UsageException">There are more or fewer names than classes, or a class that is asked for does not exist.</exception>
    public static string Format(ConfusionMatrix matrix, IReadOnlyList<string>? names = null, int digits = 4, IReadOnlyCollection<int>? classes = null)
    {
        names ??= [.. Enumerable.Range(0, matrix.Classes).Select(c => $"{c}")];
        if (names.Count != matrix.Classes) throw new UsageException($"there are {names.Count} names for {matrix.Classes} classes; expected one each");
        foreach (var absent in (classes ?? []).Where(c => (uint)c >= matrix.Classes).Take(1))
            throw new UsageException($"a report on class {absent} was asked for; expected 0 to {matrix.Classes - 1}");
        // As scikit-learn decides: a part that is all that occurs has an accuracy too.
        var isWhole = classes is null || classes.ToHashSet().SetEquals(Enumerable.Range(0, matrix.Classes).Where(matrix.Occurs));
        classes ??= [.. Enumerable.Range(0, matrix.Classes)];
        var total = classes.Sum(matrix.Support);
        var width = Math.Max(classes.Max(c => names[c].Length), Math.Max(LongestHeading.Length, digits));
        var text = new StringBuilder();
        Line("", ["precision", "recall", "f1-score", "support"]);
        text.Append('\n');
        foreach (var c in classes)
            Line(names[c], [Number(matrix.Precision(c)), Number(matrix.Recall(c)), Number(matrix.F1(c)), $"{matrix.Support(c)}"]);
        text.Append('\n');
        if (isWhole) Line("accuracy", ["", "", Number(matrix.OverallAccuracy), $"{total}"]);
        else Line("micro avg", [Number(matrix.MicroPrecision(classes)), Number(matrix.MicroRecall(classes)), Number(matrix.MicroF1(classes)), $"{total}"]);
        Average("macro avg", matrix.Macro);
        Average(LongestHeading, matrix.Weighted);
        return text.ToString();

        void Average(string heading, Func<Func<int, double>, IReadOnlyCollection<int>?, double> mean) =>
            Line(heading, [Number(mean(matrix.Precision, classes)), Number(mean(matrix.Recall, classes)), Number(mean(matrix.F1, classes)), $"{total}"]);

        void Line(string heading, ReadOnlySpan<string> cells)
        {
            text.Append(heading.PadLeft(width)).Append(' ');
            foreach (var cell in cells) text.Append(' ').Append(cell.PadLeft(9));
            text.Append('\n');
        }

        string Number(double value) => Fixed(value, digits);
    }

    /// <summary>A number with fixed places as Python prints it: halves that are exact go to the even digit, where .NET rounds them up.</summary>
    internal static string Fixed(double value, int digits)
    {
        var power = Math.Pow(10, digits);
        var scaled = value * power;
        var isExact = Math.FusedMultiplyAdd(value, power, -scaled) == 0;
        if (isExact && scaled - Math.Floor(scaled) == 0.5) value = Math.Round(scaled, MidpointRounding.ToEven) / power;
        return value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
