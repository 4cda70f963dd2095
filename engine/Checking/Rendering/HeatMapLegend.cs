using System.Text;

namespace NeuralCore.Checking;

/// <summary>The scale of colours and the marks, which the page's pictures share.</summary>
internal static class HeatMapLegend
{
    // Shown nowhere, but not hidden either, or what refers to the patterns would be empty.
    private const string Patterns = """
        <svg width="0" height="0"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="mark" x1="0" y1="0" x2="0" y2="5" stroke-width="2"/></pattern>
        <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse"><circle class="mark" cx="2" cy="2" r=".7" stroke="none"/></pattern></defs></svg>

        """;

    private static readonly (string Label, string[] Marks)[] Keys =
    [
        ("wrong", ["e9", "wrong-cell"]),
        ("the worst", ["e9", "worst"]),
        ("a corner of the function", ["neutral", "hatch"]),
        ("too noisy to tell", ["neutral", "dots"]),
        ("no number", ["nan"]),
        ("not compared", ["unseen"]),
    ];

    /// <summary>The legend; it also holds the patterns that pictures refer to. Its parts flow, so that a narrow page breaks it.</summary>
    public static string Html()
    {
        var html = new StringBuilder(
            "<div class=\"legend\">Relative error of the gradient, up to the number below each colour: the first ones are rounding, at 1 no digit is right. Point at a cell for its numbers.\n");
        html.Append($"{Patterns}<div class=\"keys\">");
        foreach (var (name, label) in HeatMapColours.Scale)
            html.Append($"<span class=\"step\"><svg width=\"46\" height=\"14\"><rect class=\"{name}\" width=\"46\" height=\"14\"/></svg>{label}</span>\n");
        html.Append("</div><div class=\"keys\">");
        foreach (var (label, marks) in Keys)
        {
            html.Append("<span class=\"key\"><svg width=\"19\" height=\"19\">");
            foreach (var mark in marks)
                html.Append(mark == "worst" ? "<rect class=\"worst\" x=\"1.5\" y=\"1.5\" width=\"16\" height=\"16\" rx=\"2\"/>" : $"<rect class=\"{mark}\" x=\"2.5\" y=\"2.5\" width=\"14\" height=\"14\"/>");
            html.Append($"</svg>{label}</span>\n");
        }
        return html.Append("</div></div>\n").ToString();
    }
}
