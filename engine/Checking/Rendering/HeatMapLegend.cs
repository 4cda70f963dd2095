using System.Text;

namespace NeuralCore.Checking;

/// <summary>The scale of colours and the marks, which the page's pictures share.</summary>
internal static class HeatMapLegend
{
    private const int Swatch = 46, Height = 14;

    private const string Patterns = """
        <defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="mark" x1="0" y1="0" x2="0" y2="5" stroke-width="2"/></pattern>
        <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse"><circle class="mark" cx="2" cy="2" r=".7" stroke="none"/></pattern></defs>

        """;

    /// <summary>The legend; it also holds the patterns that pictures refer to.</summary>
    public static string Html()
    {
        var html = new StringBuilder("<div class=\"legend\">Relative error of the gradient, up to the number below each colour. Point at a cell for its numbers.\n");
        html.Append($"<svg width=\"660\" height=\"66\" role=\"img\" aria-label=\"scale of colours\">\n{Patterns}");
        var x = 0;
        foreach (var (name, label) in HeatMapColours.Scale)
        {
            html.Append($"<rect class=\"{name}\" x=\"{x}\" y=\"6\" width=\"{Swatch}\" height=\"{Height}\"/><text x=\"{x + Swatch / 2}\" y=\"33\" text-anchor=\"middle\">{label}</text>\n");
            x += Swatch;
        }
        x = 0;
        foreach (var (label, width, marks) in Marks)
        {
            html.Append($"<g transform=\"translate({x},46)\">");
            foreach (var mark in marks)
                html.Append(mark == "worst" ? "<rect class=\"worst\" x=\"-1\" y=\"-1\" width=\"16\" height=\"16\" rx=\"2\"/>" : $"<rect class=\"{mark}\" width=\"14\" height=\"14\"/>");
            html.Append($"<text x=\"20\" y=\"11\">{label}</text></g>\n");
            x += width;
        }
        return html.Append("</svg></div>\n").ToString();
    }

    private static IEnumerable<(string Label, int Width, string[] Marks)> Marks =>
    [
        ("wrong", 70, ["e9", "wrong-cell"]),
        ("the worst", 90, ["e9", "worst"]),
        ("a corner of the function", 160, ["kink", "hatch"]),
        ("too noisy to tell", 120, ["e6", "dots"]),
        ("no number", 90, ["nan"]),
        ("not compared", 90, ["unseen"]),
    ];
}
