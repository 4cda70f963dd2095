using System.Globalization;
using System.Net;
using System.Text;

namespace NeuralCore.Checking;

/// <summary>One tensor's errors as an SVG: planes side by side, a cell an element, marks on what is not Ok, a ring around the worst.</summary>
internal sealed class HeatMapPicture
{
    private const int Width = 980, LabelWidth = 34, LabelHeight = 16, CaptionHeight = 18, Gap = 14, MostPlanes = 48;

    private readonly TensorCheck _tensor;
    private readonly HeatMapLayout _layout;
    private readonly Dictionary<long, GradientFinding> _findings;
    private readonly StringBuilder _svg = new();

    /// <summary>The picture of a tensor of which some element was compared.</summary>
    public HeatMapPicture(TensorCheck tensor)
    {
        (_tensor, _layout) = (tensor, new(tensor.Shape));
        _findings = tensor.Findings.Where(f => !f.IsAlongDirection).ToDictionary(f => f.Index.Flat);
    }

    /// <summary>The axes in a sentence, and the picture.</summary>
    public string Html()
    {
        var planes = Enumerable.Range(0, _tensor.Derivatives.Elements.Length)
            .GroupBy(i => _layout.Place(_tensor.Derivatives.Elements[i]).Plane).ToArray();
        var shown = planes.OrderByDescending(plane => plane.Max(Badness)).Take(MostPlanes).OrderBy(plane => plane.Key).ToArray();
        var all = _tensor.Shape.Count / _layout.PlaneSize;
        var left = shown.Length == all ? ""
            : $" Of {all} squares only {shown.Length} with {(shown.Length < planes.Length ? "the largest errors" : "compared elements")} are drawn.";

        var caption = _tensor.Shape.Rank > 2 ? CaptionHeight : 0;
        var (wide, high) = (LabelWidth + _layout.Columns * _layout.Cell + Gap, caption + LabelHeight + _layout.Rows * _layout.Cell + Gap);
        var perLine = Math.Clamp(Width / wide, 1, shown.Length);
        _svg.Append($"<p class=\"axes\">{_layout.Axes}{left}</p>\n");
        _svg.Append($"<svg width=\"{perLine * wide + Gap}\" height=\"{(shown.Length + perLine - 1) / perLine * high}\" role=\"img\" aria-label=\"error of {Text(_tensor.Name)}\">\n");
        for (var k = 0; k < shown.Length; k++)
            Plane(shown[k].Key, [.. shown[k]], k % perLine * wide + LabelWidth, k / perLine * high + caption + LabelHeight);
        return _svg.Append("</svg>\n").ToString();
    }

    private void Plane(long plane, int[] compared, int x, int y)
    {
        var (cell, right, bottom) = (_layout.Cell, _layout.Columns * _layout.Cell, _layout.Rows * _layout.Cell);
        _svg.Append($"<g transform=\"translate({x},{y})\">");
        if (_tensor.Shape.Rank > 2) _svg.Append($"<text class=\"caption\" x=\"0\" y=\"{-LabelHeight - 4}\">{_layout.Caption(plane)}</text>");
        foreach (var column in Ticks(_layout.Columns, 36)) _svg.Append($"<text class=\"tick\" x=\"{column * cell + cell / 2}\" y=\"-5\" text-anchor=\"middle\">{_layout.ColumnIndex(column)}</text>");
        foreach (var row in Ticks(_layout.Rows, _layout.IsVector ? 13 : 26)) _svg.Append($"<text class=\"tick\" x=\"-5\" y=\"{row * cell + cell / 2 + 4}\" text-anchor=\"end\">{_layout.RowIndex(row)}</text>");
        var (end, lines) = (_layout.LastColumns * cell, _layout.LastColumns == _layout.Columns ? bottom : bottom - cell);
        _svg.Append($"<polygon class=\"unseen\" points=\"-1.5,-1.5 {right}.5,-1.5 {right}.5,{lines}.5 {end}.5,{lines}.5 {end}.5,{bottom}.5 -1.5,{bottom}.5\"/>\n");
        foreach (var block in compared.GroupBy(i => _layout.Place(_tensor.Derivatives.Elements[i])))
            Cell(block.MaxBy(Badness), block.Count(), block.Key.Column * cell, block.Key.Row * cell);
        if (_tensor.Worst is { IsAlongDirection: false, Relative: not 0 } worst && _layout.Place(worst.Index.Flat) is var at && at.Plane == plane)
            _svg.Append($"<rect class=\"worst\" x=\"{at.Column * cell - 2}\" y=\"{at.Row * cell - 2}\" width=\"{cell + 3}\" height=\"{cell + 3}\" rx=\"2\"/>");
        _svg.Append("</g>\n");
    }

    private void Cell(int i, int elements, int x, int y)
    {
        var derivatives = _tensor.Derivatives;
        var finding = _findings.GetValueOrDefault(derivatives.Elements[i]);
        var (isKink, isNoise) = (finding?.Verdict is Verdict.Kink, finding?.Verdict is Verdict.Noise);
        var error = derivatives.RelativeError(i);
        var place = $"x=\"{x}\" y=\"{y}\" width=\"{_layout.Cell - 1}\" height=\"{_layout.Cell - 1}\"";
        var numbers = finding?.Numbers ?? string.Create(CultureInfo.InvariantCulture,
            $"analytic {derivatives.Analytic[i]:g10}, numeric {derivatives.Numeric[i]:g10} ± {derivatives.NumericError[i]:0.0e-00}, relative error {error:0.0e-00}");
        var title = $"{new Position(derivatives.Elements[i], _tensor.Shape)}: {finding?.Verdict ?? Verdict.Ok}, {numbers}{(elements > 1 ? $" (the worst of {elements} here)" : "")}";

        // At a corner the two derivatives need not agree, and in noise they cannot: a colour would tell nothing.
        _svg.Append($"<rect class=\"{(isKink || isNoise ? "neutral" : HeatMapColours.Class(error))}\" {place}><title>{Text(title)}</title></rect>");
        if (isKink) _svg.Append($"<rect class=\"hatch\" {place}/>");
        if (isNoise) _svg.Append($"<rect class=\"dots\" {place}/>");
        if (IsWrong(finding)) _svg.Append($"<rect class=\"wrong-cell\" x=\"{x + 0.5}\" y=\"{y + 0.5}\" width=\"{_layout.Cell - 2}\" height=\"{_layout.Cell - 2}\"/>");
        _svg.Append('\n');
    }

    // A mistake before a corner before the size of the error.
    private double Badness(int i)
    {
        var finding = _findings.GetValueOrDefault(_tensor.Derivatives.Elements[i]);
        var error = _tensor.Derivatives.RelativeError(i);
        return (IsWrong(finding) ? 1e6 : finding is null ? 0 : 1e3) + (double.IsNaN(error) ? 1e5 : Math.Min(error, 10));
    }

    private static bool IsWrong(GradientFinding? finding) => finding is not null and not { Verdict: Verdict.Noise } and not { Verdict: Verdict.Kink, IsSubgradient: true };

    // So many cells from label to label that they are that many pixels apart, but a label to each of a few.
    private IEnumerable<int> Ticks(int cells, int distance)
    {
        int[] steps = [1, 2, 5, 10, 20, 50];
        var step = steps.First(s => s * _layout.Cell >= distance || s == steps[^1] || (cells <= 8 && _layout.Cell >= 14));
        for (var i = 0; i < cells; i += step) yield return i;
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
