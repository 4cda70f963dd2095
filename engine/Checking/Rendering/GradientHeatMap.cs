using System.Net;
using System.Text;

namespace NeuralCore.Checking;

/// <summary>Reports as one page of HTML: for every tensor a map of its error, an element a cell.</summary>
/// <remarks>
/// The last dimension runs to the right, the one before it downwards, and the planes of the others follow one another: so a
/// wrong border, channel or diagonal is seen as such. The page holds no script and asks for nothing from elsewhere.
/// </remarks>
public static class GradientHeatMap
{
    // With more reports than these, the right ones are folded.
    private const int MostOpen = 6;

    private const string Style = """
        :root { color-scheme: light dark; --text: #1f2328; --faint: #67707b; --page: #ffffff; --line: #d5dae0; --bad: #d1002f; --good: #1a7f37; --ring: #000000; --neutral: #dcdfe4; --mark: #30363d }
        @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --faint: #9199a3; --page: #0d1117; --line: #343b44; --bad: #ff5470; --good: #3fb950; --ring: #ffffff; --neutral: #3b424b; --mark: #d0d7de } }
        body { font: 14px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 1040px; padding: 0 1em; color: var(--text); background: var(--page) }
        h1 { font-size: 1.5em; margin: 0 0 .2em } h2, summary { font-size: 1.1em; font-weight: 600; margin: 1.6em 0 .2em } summary { cursor: pointer; margin: .5em 0 }
        h3 { font-size: 1em; font-weight: normal; margin: 1em 0 0 } .axes { color: var(--faint); margin: 0 0 .6em }
        .verdict { font-weight: 600 } .ok { color: var(--good) } .wrong { color: var(--bad) }
        .diagnosis { border-left: 3px solid var(--bad); padding: .2em .8em; margin: .6em 0 }
        .legend { margin: 1em 0; padding: .6em 0; border: solid var(--line); border-width: 1px 0 } svg { display: block }
        .keys { display: flex; flex-wrap: wrap; font-size: 11px } .step { width: 46px; margin: .5em 0; text-align: center } .key { display: flex; align-items: center; gap: 4px; margin-right: 1.6em }
        .scroll { overflow-x: auto }
        text { font: 11px system-ui, sans-serif; fill: var(--text) } .tick { fill: var(--faint); font-size: 10px }
        .unseen { fill: none; stroke: var(--line) } .nan { fill: #b14fd6 } .neutral { fill: var(--neutral) } .hatch { fill: url(#hatch) } .dots { fill: url(#dots) }
        .wrong-cell { fill: none; stroke: var(--bad) } .worst { fill: none; stroke: var(--ring); stroke-width: 2 } .mark { stroke: var(--mark); fill: var(--mark) }

        """;

    /// <summary>The page for some reports.</summary>
    public static string Page(IEnumerable<GradientReport> reports)
    {
        GradientReport[] all = [.. reports];
        var wrong = all.Count(r => !r.IsOk);
        var outcome = all.Length == 1 ? (wrong == 0 ? "ok" : "wrong") : wrong == 0 ? $"all {all.Length} ok" : $"{wrong} of {all.Length} wrong";
        var title = all is [var only] ? $"Gradient of {Text(only.Subject)}" : "Gradient check";
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        html.Append($"<title>{title}: {outcome}</title><style>\n{Style}{HeatMapColours.Rules()}</style></head><body>\n");
        html.Append($"<h1>{title}: <span class=\"{(wrong == 0 ? "ok" : "wrong")}\">{outcome}</span></h1>\n");
        html.Append(HeatMapLegend.Html());
        foreach (var report in all) Append(html, report, isFolded: all.Length > MostOpen && report.IsOk, isAlone: all.Length == 1);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, GradientReport report, bool isFolded, bool isAlone)
    {
        var heading = $"{Text(report.Subject)}: <span class=\"verdict {(report.IsOk ? "ok" : "wrong")}\">{(report.IsOk ? "ok" : "wrong")}</span>";
        html.Append(isFolded ? $"<details><summary>{heading}</summary>\n" : isAlone ? "" : $"<h2>{heading}</h2>\n");
        foreach (var diagnosis in report.Diagnoses) html.Append($"<p class=\"diagnosis\">{Text(diagnosis.ToString())}</p>\n");
        foreach (var tensor in report.Tensors)
        {
            html.Append($"<h3 class=\"{(tensor.IsOk ? "" : "wrong")}\">{Text(tensor.ToString())}</h3>\n");
            if (tensor.Derivatives.Elements.Length > 0) html.Append($"<div class=\"scroll\">{new HeatMapPicture(tensor).Html()}</div>\n");
        }
        if (isFolded) html.Append("</details>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
