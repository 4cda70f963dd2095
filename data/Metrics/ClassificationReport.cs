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
    /// <exception cref="UsageException">There are more or fewer names than classes.</exception>
    public static string Format(ConfusionMatrix matrix, IReadOnlyList<string>? names = null, int digits = 4)
    {
        names ??= [.. Enumerable.Range(0, matrix.Classes).Select(c => $"{c}")];
        if (names.Count != matrix.Classes) throw new UsageException($"there are {names.Count} names for {matrix.Classes} classes; expected one each");
        var width = Math.Max(names.Max(name => name.Length), Math.Max(LongestHeading.Length, digits));
        var text = new StringBuilder();
        Line("", ["precision", "recall", "f1-score", "support"]);
        text.Append('\n');
        for (var c = 0; c < matrix.Classes; c++)
            Line(names[c], [Number(matrix.Precision(c)), Number(matrix.Recall(c)), Number(matrix.F1(c)), $"{matrix.Support(c)}"]);
        text.Append('\n');
        Line("accuracy", ["", "", Number(matrix.OverallAccuracy), $"{matrix.Total}"]);
        Average("macro avg", matrix.Macro);
        Average(LongestHeading, matrix.Weighted);
        return text.ToString();

        void Average(string heading, Func<Func<int, double>, double> mean) =>
            Line(heading, [Number(mean(matrix.Precision)), Number(mean(matrix.Recall)), Number(mean(matrix.F1)), $"{matrix.Total}"]);

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
