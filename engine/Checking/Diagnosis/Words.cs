using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>How explanations say numbers and places.</summary>
internal static class Words
{
    /// <summary>Four digits.</summary>
    public static string Number(double value) => value.ToString("g4", CultureInfo.InvariantCulture);

    /// <summary>Four digits, but never "1": a factor of 1 + 10⁻⁸ is no factor of 1.</summary>
    public static string Factor(double value) =>
        Math.Abs(value - 1) < 5e-4 && value != 1 ? $"1 {(value > 1 ? "+" : "−")} {Math.Abs(value - 1).ToString("g2", CultureInfo.InvariantCulture)}" : Number(value);

    /// <summary>"12 elements", "1 element".</summary>
    public static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>"1", "1 and 2", "1, 2 and 3"; from ten on only the first and the last.</summary>
    public static string List<T>(IReadOnlyList<T> items) => items.Count switch
    {
        0 => "",
        1 => $"{items[0]}",
        < 10 => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
        _ => $"{items[0]}, {items[1]}, {items[2]} … {items[^1]} ({items.Count} of them)",
    };

    /// <summary>What the elements at some positions have in common: zero, a factor, or the largest error in numbers.</summary>
    public static string Manner(WrongGradient gradient, IReadOnlyList<int> positions)
    {
        if (positions.All(p => gradient.Analytic[p] == 0)) return "they came back as 0";
        var factor = gradient.Factor(positions);
        if (positions.Count > 1 && factor is { } f
            && positions.All(p => Math.Abs(gradient.Analytic[p] - f * gradient.Numeric[p]) <= 1e-5 * gradient.Scale(p)))
            return f == -1 || Math.Abs(f + 1) < 1e-6 ? "their sign is wrong" : $"they are {Factor(f)} times what they should be";
        var worst = positions.MaxBy(p => Math.Abs(gradient.Analytic[p] - gradient.Numeric[p]));
        return $"the largest error, at {gradient.At(worst)}, is {Number(gradient.Analytic[worst])} in place of {Number(gradient.Numeric[worst])}";
    }
}
