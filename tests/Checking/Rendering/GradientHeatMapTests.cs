using System.Text.RegularExpressions;
using System.Xml.Linq;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>The page of heat maps: every element in its place, what is wrong marked, nothing from elsewhere.</summary>
public sealed partial class GradientHeatMapTests
{
    [Fact]
    public void A_wrong_element_of_a_matrix_is_marked_in_its_row_and_column()
    {
        var picture = Picture(Check([3, 4], wrong: [6]));
        var cell = Size(picture);
        Assert.Equal(12, Cells(picture).Length);
        var mark = Assert.Single(OfClass(picture, "wrong-cell"));
        Assert.Equal((2, 1), ((int)Number(mark, "x") / cell, (int)Number(mark, "y") / cell));
        var ring = Assert.Single(OfClass(picture, "worst"));
        Assert.Equal((2 * cell - 2, 1 * cell - 2), (Number(ring, "x"), Number(ring, "y")));
        var title = Cells(picture).Single(c => Number(c, "x") == 2 * cell && Number(c, "y") == cell).Value;
        Assert.StartsWith("[1, 2]: Wrong, analytic 2, numeric 1 ±", title);
        Assert.Equal(["0", "1", "2", "3", "0", "1", "2"], OfClass(picture, "tick").Select(t => t.Value));
    }

    [Fact]
    public void The_planes_of_a_tensor_of_rank_four_bear_their_indices()
    {
        // Of [2, 3, 4, 5] all of channel 1: elements 20 to 39 and 80 to 99.
        var picture = Picture(Check([2, 3, 4, 5], wrong: [.. Enumerable.Range(20, 20), .. Enumerable.Range(80, 20)]));
        Assert.Equal(["[0, 0, :, :]", "[0, 1, :, :]", "[0, 2, :, :]", "[1, 0, :, :]", "[1, 1, :, :]", "[1, 2, :, :]"], OfClass(picture, "caption").Select(t => t.Value));
        foreach (var plane in picture.Elements().Where(e => e.Name.LocalName == "g"))
        {
            Assert.Equal(20, Cells(plane).Length);
            Assert.Equal(OfClass(plane, "caption").Single().Value.Contains("1, :, :") ? 20 : 0, OfClass(plane, "wrong-cell").Length);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 1, 7)]
    [InlineData(100, 4, 32)]
    [InlineData(3000, 32, 96)]
    public void A_vector_is_broken_into_lines(int length, int lines, int columns)
    {
        var picture = Picture(Check([length], wrong: [length - 1]));
        var cell = Size(picture);
        Assert.Equal(length, Cells(picture).Length);
        Assert.Equal((columns - 1, lines - 1), ((int)Cells(picture).Max(c => Number(c, "x")) / cell, (int)Cells(picture).Max(c => Number(c, "y")) / cell));

        // The frame ends behind the last element, so that what is blank within it is an element that was not compared.
        var frame = OfClass(picture, "unseen").Single().Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(CssNumber).ToArray()).ToArray();
        Assert.Equal((CssNumber($"{cell * (length - (lines - 1) * columns)}.5"), CssNumber($"{cell * lines}.5")), (frame[4][0], frame[4][1]));
        Assert.Equal(CssNumber($"{cell * columns}.5"), frame.Max(point => point[0]));
    }

    [Fact]
    public void What_was_not_compared_is_blank()
    {
        var picture = Picture(Check([2, 3], wrong: [], compared: [0, 4]));
        Assert.Equal(2, picture.Descendants("rect").Count());
        Assert.Single(OfClass(picture, "unseen"));
        Assert.Contains(".unseen { fill: none;", GradientHeatMap.Page([Report(Check([2], []))]));
    }

    [Fact]
    public void A_single_number_has_a_picture_too() => Assert.Single(Cells(Picture(Check([], wrong: []))));

    [Fact]
    public void A_large_matrix_shows_blocks_with_their_worst_element()
    {
        // Cells of 11 × 21 elements; the wrong one lies in the cell of row 45 and column 47.
        long[] compared = [0, 5, 500 * 2000 + 999, 500 * 2000 + 1000];
        var check = Check([1000, 2000], wrong: [500 * 2000 + 999], compared);
        var (page, picture) = (GradientHeatMap.Page([Report(check)]), Picture(check));
        Assert.Contains("A cell is 11 × 21 elements and shows the worst of them.", page);
        var cell = Size(picture);
        Assert.Equal([(0, 0), (47, 45)], Cells(picture).Select(c => ((int)Number(c, "x") / cell, (int)Number(c, "y") / cell)));
        Assert.EndsWith("(the worst of 2 here)", Cells(picture)[0].Value);
        Assert.StartsWith("[500, 999]: Wrong", Cells(picture)[1].Value);
        Assert.InRange(Number(picture, "width"), 1, 1040);
    }

    [Fact]
    public void Of_very_many_planes_those_with_the_largest_errors_are_shown()
    {
        var check = Check([20, 10, 2, 2], wrong: [799]);
        Assert.Contains("Of 200 squares only 48 with the largest errors are drawn.", GradientHeatMap.Page([Report(check)]));
        var captions = OfClass(Picture(check), "caption");
        Assert.Equal(48, captions.Length);
        Assert.Equal("[19, 9, :, :]", captions[^1].Value);
        Assert.Contains("Of 200 squares only 1 with compared elements are drawn.", GradientHeatMap.Page([Report(Check([20, 10, 2, 2], wrong: [5], [4, 5]))]));
    }

    [Fact]
    public void Corners_are_hatched_and_only_a_value_between_the_slopes_is_right()
    {
        var x = Tensor.From([-1.0, 0, 2, 0], [4]);
        var right = Picture(new GradientChecker().Check("relu", xs => [xs[0]!.Relu()], [x]));
        Assert.Equal(2, OfClass(right, "hatch").Length);
        Assert.Equal(2, OfClass(right, "neutral").Length);
        Assert.Empty(OfClass(right, "wrong-cell"));

        var wrong = Picture(new GradientChecker().Check(new PlantedOp(xs => xs[0]!.Relu(), (xs, dy) => [dy * 2]), [x]));
        Assert.Equal(2, OfClass(wrong, "hatch").Length);
        Assert.Equal(4, OfClass(wrong, "wrong-cell").Length);
    }

    [Fact]
    public void Noise_is_dotted_and_has_no_colour_of_an_error()
    {
        var picture = Picture(new GradientChecker().Check("coarse", xs => [xs[0]! + 1e13 - 1e13], [Tensor.From([-1.5, 0.0, 2.0], [3])]));
        Assert.Equal(3, OfClass(picture, "dots").Length);
        Assert.Equal(["neutral"], Cells(picture).Select(cell => cell.Attribute("class")!.Value).Distinct());
        Assert.Empty(OfClass(picture, "wrong-cell"));
    }

    [Fact]
    public void What_is_no_number_has_a_colour_of_its_own()
    {
        var check = Check([2, 2], wrong: []);
        check.Derivatives.Analytic[3] = double.NaN;
        Assert.Equal("[1, 1]", Assert.Single(OfClass(Picture(check), "nan")).Value[..6]);
    }

    [Theory]
    [InlineData(0, "e0")]
    [InlineData(1e-15, "e0")]
    [InlineData(1e-12, "e0")]
    [InlineData(2e-12, "e1")]
    [InlineData(1e-9, "e3")]
    [InlineData(0.5, "e12")]
    [InlineData(1, "e12")]
    [InlineData(1e9, "e12")]
    [InlineData(double.PositiveInfinity, "e12")]
    public void A_decade_is_a_colour(double error, string expected) => Assert.Equal(expected, HeatMapColours.Class(error));

    [Fact]
    public void The_page_needs_nothing_from_elsewhere_and_knows_its_classes()
    {
        var page = GradientHeatMap.Page([Report(Check([2, 2], [1])), Report(Check([3], []))]);
        foreach (var word in new[] { "http", "<script", "src=", "href", "@import", "url(//" }) Assert.DoesNotContain(word, page);
        Assert.Contains("@media (prefers-color-scheme: dark)", page);
        var used = Pictures(page).Append(Legend(page)).SelectMany(p => p.Descendants()).Select(e => e.Attribute("class")?.Value).OfType<string>().Distinct();
        Assert.All(used.Except(["caption"]), name => Assert.Contains($".{name} {{", page));
        Assert.Contains("<title>Gradient check: 1 of 2 wrong</title>", page);
    }

    [Fact]
    public void Right_reports_among_many_are_folded_and_words_are_no_markup()
    {
        var report = Report(Check([2], [])) with { Subject = "<b>&" };
        var page = GradientHeatMap.Page([.. Enumerable.Repeat(report, 7), Report(Check([2], [0]))]);
        Assert.Equal(7, Regex.Count(page, "<details>"));
        Assert.DoesNotContain("<b>", page);
        Assert.Contains("&lt;b&gt;&amp;", page);
        Assert.Contains("all 7 ok", GradientHeatMap.Page(Enumerable.Repeat(report, 7)));
    }

    [Fact]
    public void A_tensor_without_compared_elements_has_words_and_no_picture()
    {
        var calls = 0;
        var report = new GradientChecker().Check("unsteady", xs => [xs[0]! * ++calls], [Tensor.From([1.0, 2], [2])]);
        Assert.Empty(Pictures(GradientHeatMap.Page([report])));
        Assert.Contains("NonDeterministic", GradientHeatMap.Page([report]));
    }

    // Gradients of one where they are right and of two where they are wrong.
    private static TensorCheck Check(Shape shape, long[] wrong, long[]? compared = null)
    {
        long[] elements = compared ?? [.. Enumerable.Range(0, (int)shape.Count)];
        GradientFinding[] findings = [.. wrong.Select(i => new GradientFinding("x", new(i, shape), 2, 1, 1e-12, 2, Verdict.Wrong))];
        return new("x", shape, elements.Length, 0, findings.FirstOrDefault(), findings)
        {
            Derivatives = new(
                elements, [.. elements.Select(i => wrong.Contains(i) ? 2.0 : 1)], [.. elements.Select(_ => 1.0)],
                [.. elements.Select(_ => 1e-12)], [.. elements.Select(i => wrong.Contains(i) ? 2.0 : 1)]),
        };
    }

    private static GradientReport Report(TensorCheck check) => new("f", [check], 1);

    private static XElement Picture(TensorCheck check) => Picture(Report(check));

    private static XElement Picture(GradientReport report) => Assert.Single(Pictures(GradientHeatMap.Page([report])));

    private static XElement[] Pictures(string page) => [.. Svg().Matches(page).Select(m => XElement.Parse(m.Value))];

    private static XElement Legend(string page) => XElement.Parse(LegendDivision().Match(page).Value);

    private static XElement[] OfClass(XElement within, string name) => [.. within.Descendants().Where(e => e.Attribute("class")?.Value == name)];

    private static XElement[] Cells(XElement within) => [.. within.Descendants("rect").Where(e => e.Element("title") is not null)];

    private static int Size(XElement picture) => (int)Number(Cells(picture)[0], "width") + 1;

    private static double Number(XElement element, string name) => CssNumber(element.Attribute(name)!.Value);

    private static double CssNumber(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("<svg [^>]*role=\"img\".*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("<div class=\"legend\">.*?</div></div>", RegexOptions.Singleline)]
    private static partial Regex LegendDivision();
}
