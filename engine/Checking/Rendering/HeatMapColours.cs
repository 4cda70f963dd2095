using System.Text;

namespace NeuralCore.Checking;

/// <summary>The colours of relative errors, a class of CSS for each decade: pale where the digits agree, dark red where nothing does; on a dark page dark and bright.</summary>
internal static class HeatMapColours
{
    // 1e-12 and less is the first class, 1 and more the last.
    private const int FirstDecade = -12, Decades = 13;

    private static readonly (double At, int Colour)[] Light = [(0, 0xe4edf6), (0.3, 0xb3d1ea), (0.5, 0xfce2a6), (0.75, 0xf07840), (1, 0x8b0014)];
    private static readonly (double At, int Colour)[] Dark = [(0, 0x1b2a3a), (0.3, 0x2a5783), (0.5, 0x82641f), (0.75, 0xe0702c), (1, 0xffe97a)];

    /// <summary>The class of an error.</summary>
    public static string Class(double error) =>
        double.IsNaN(error) ? "nan" : $"e{(error == 0 ? 0 : (int)Math.Clamp(Math.Ceiling(Math.Log10(error) - 1e-9) - FirstDecade, 0, Decades - 1))}";

    /// <summary>The rules of all classes, for light pages and for dark ones.</summary>
    public static string Rules()
    {
        var css = new StringBuilder();
        for (var i = 0; i < Decades; i++) css.Append($".e{i} {{ fill: {Colour(Light, i)} }} ");
        css.Append("\n@media (prefers-color-scheme: dark) { ");
        for (var i = 0; i < Decades; i++) css.Append($".e{i} {{ fill: {Colour(Dark, i)} }} ");
        return css.Append("}\n").ToString();
    }

    /// <summary>Each class with the error that is its upper end, for the legend.</summary>
    public static IEnumerable<(string Class, string Label)> Scale =>
        Enumerable.Range(0, Decades).Select(i => ($"e{i}", i == 0 ? "≤ 1e-12" : i == Decades - 1 ? "1" : $"1e{FirstDecade + i}"));

    private static string Colour((double At, int Colour)[] anchors, int decade)
    {
        var t = decade / (double)(Decades - 1);
        var k = Math.Max(1, Array.FindIndex(anchors, a => a.At >= t));
        var ((from, a), (to, b)) = (anchors[k - 1], anchors[k]);
        var share = (t - from) / (to - from);
        return $"#{Channel(16):x2}{Channel(8):x2}{Channel(0):x2}";

        int Channel(int shift) => (int)Math.Round((a >> shift & 255) + share * ((b >> shift & 255) - (a >> shift & 255)));
    }
}
