using System.Globalization;
using System.Net;
using System.Text;

namespace NeuralCore.Checking;

/// <summary>Reports as one page of HTML: for every tensor a map of its error, an element a cell, from dark (agrees to the last digit) to bright (wrong).</summary>
/// <remarks>
/// The last dimension runs to the right, the one before it downwards, and the planes of the others follow one another: so a
/// wrong border, channel or diagonal is seen as such. The page holds no script and asks for nothing from elsewhere.
/// </remarks>
public static class GradientHeatMap
{
    private const int Cell = 10, PlaneGap = 6, MostWidth = 900;
    private const double Brightest = 0, Darkest = -12;

    /// <summary>The page for some reports.</summary>
    public static string Page(IEnumerable<GradientReport> reports)
    {
        var html = new StringBuilder($$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Gradient check</title><style>
            body { font: 14px system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
            h2 { font-size: 1.1em; margin: 2em 0 .5em } h3 { font-size: 1em; font-weight: normal; margin: 1em 0 .3em }
            .wrong { color: #b00020 } .ok { color: #1b6e3c } code { font-size: .95em } svg { background: #f4f4f4 }
            </style></head><body>
            <h1>Gradient check</h1>
            <p>{{Legend()}}</p>

            """);
        foreach (var report in reports) Append(html, report);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, GradientReport report)
    {
        html.Append($"<h2 class=\"{(report.IsOk ? "ok" : "wrong")}\">{Text(report.Subject)}: {(report.IsOk ? "ok" : "wrong")}</h2>\n");
        foreach (var diagnosis in report.Diagnoses) html.Append($"<p class=\"wrong\">{Text(diagnosis.ToString())}</p>\n");
        foreach (var tensor in report.Tensors)
        {
            html.Append($"<h3>{Text(tensor.ToString())}</h3>\n");
            if (tensor.Derivatives.Elements.Length > 0) Append(html, tensor);
        }
    }

    private static void Append(StringBuilder html, TensorCheck tensor)
    {
        var shape = tensor.Shape;
        var columns = shape.Rank > 0 ? shape[^1] : 1;
        var rows = shape.Rank > 1 ? shape[^2] : 1;
        var planes = (int)Math.Max(1, shape.Count / Math.Max(1, (long)rows * columns));
        var (planeWidth, planeHeight) = (columns * Cell + PlaneGap, rows * Cell + PlaneGap);
        var perLine = Math.Clamp(MostWidth / planeWidth, 1, planes);
        var height = (planes + perLine - 1) / perLine * planeHeight;
        html.Append($"<svg width=\"{perLine * planeWidth}\" height=\"{height}\" role=\"img\" aria-label=\"error of {Text(tensor.Name)}\">\n");
        var derivatives = tensor.Derivatives;
        var largest = derivatives.Numeric.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < derivatives.Elements.Length; i++)
        {
            var position = new Position(derivatives.Elements[i], shape);
            var (plane, within) = (int.CreateTruncating(position.Flat / ((long)rows * columns)), (int)(position.Flat % ((long)rows * columns)));
            var x = plane % perLine * planeWidth + within % columns * Cell;
            var y = plane / perLine * planeHeight + within / columns * Cell;
            var (a, n) = (derivatives.Analytic[i], derivatives.Numeric[i]);
            var error = Math.Abs(a - n) / Math.Max(Math.Max(Math.Abs(a), Math.Abs(n)), Math.Max(1e-3 * largest, 1e-12));
            html.Append(string.Create(CultureInfo.InvariantCulture,
                $"<rect x=\"{x}\" y=\"{y}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"{Colour(error)}\"><title>{position}: analytic {a:g8}, numeric {n:g8}, relative error {error:0.0e-00}</title></rect>\n"));
        }
        html.Append("</svg>\n");
    }

    // Black through violet and orange to yellow, by the error's decimal logarithm; what is no number is cyan.
    private static string Colour(double error)
    {
        if (double.IsNaN(error)) return "#00bcd4";
        var t = error == 0 ? 0 : Math.Clamp((Math.Log10(error) - Darkest) / (Brightest - Darkest), 0, 1);
        var red = (int)(255 * Math.Min(1, 1.6 * t));
        var green = (int)(255 * Math.Max(0, 1.8 * t - 0.8));
        var blue = (int)(160 * Math.Max(0, 1 - Math.Abs(2.5 * t - 1)));
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    private static string Legend()
    {
        var legend = new StringBuilder("Relative error: ");
        for (var exponent = (int)Darkest; exponent <= Brightest; exponent += 2)
            legend.Append($"<span style=\"background:{Colour(Math.Pow(10, exponent))}\">&emsp;</span> 1e{exponent} ");
        return legend.Append($"<span style=\"background:{Colour(double.NaN)}\">&emsp;</span> no number. Point at a cell for its values.").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
