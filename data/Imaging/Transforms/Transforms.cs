using System.Globalization;

namespace NeuralCore.Data.Imaging;

/// <summary>The steps by the text that the command line, YAML and a run's recipe have: <c>crop:32:4,flip,normalize:0.5:0.25</c>.</summary>
public static class Transforms
{
    private static readonly Step[] Steps =
    [
        new("grey", "grey", [0], _ => new Grey()),
        new("rgb", "rgb", [0], _ => new Rgb()),
        new("resize", "resize:SIDE or resize:HEIGHT:WIDTH", [1, 2],
            p => p.Length == 1 ? new Resize(Pixels(p[0])) : new Resize(Pixels(p[0]), Pixels(p[1]))),
        new("centre-crop", "centre-crop:SIZE", [1], p => new CentreCrop(Pixels(p[0]))),
        new("crop", "crop:SIZE or crop:SIZE:PADDING", [1, 2], p => new RandomCrop(Pixels(p[0]), p.Length == 1 ? 0 : Pixels(p[1], 0))),
        new("flip", "flip or flip:PROBABILITY", [0, 1], p => new HorizontalFlip(p.Length == 0 ? 0.5 : Real(p[0], 0, 1))),
        new("rotate", "rotate:DEGREES", [1], p => new Rotation(Real(p[0], 0, 180))),
        new("normalize", "normalize:MEAN:STD or normalize:M/M/M:S/S/S", [2], p => new Normalize(Reals(p[0]), Reals(p[1]))),
    ];

    /// <summary>The words that a step may begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Steps.Select(step => step.Name)];

    /// <summary>How each step is written.</summary>
    public static IReadOnlyList<string> Forms { get; } = [.. Steps.Select(step => step.Form)];

    /// <summary>The steps of a text with commas between them; <c>none</c> or an empty text is no step.</summary>
    /// <exception cref="UsageException">A word is no step, or its numbers do not fit.</exception>
    public static Compose Parse(string text) =>
        text.Trim() is "" or Compose.None ? Compose.Nothing : new Compose([.. text.Split(',').Select(step => ParseStep(step.Trim()))]);

    private static ITransform ParseStep(string text)
    {
        var words = text.Split(':');
        var step = Array.Find(Steps, step => step.Name == words[0])
            ?? throw new UsageException($"unknown transform '{words[0]}'; there are {string.Join(", ", Names)}");
        try
        {
            if (step.Counts.Contains(words.Length - 1)) return step.Create(words[1..]);
        }
        catch (FormatException error)
        {
            throw new UsageException($"the transform '{text}' has {error.Message}; expected {step.Form}", error);
        }
        throw new UsageException($"the transform '{text}' has {words.Length - 1} numbers; expected {step.Form}");
    }

    private static int Pixels(string text, int least = 1) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= 1 << 16
            ? value : throw new FormatException($"'{text}' where a number of pixels from {least} to {1 << 16} stands");

    private static double Real(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value : throw new FormatException($"'{text}' where a number from {least} to {most} stands");

    private static float[] Reals(string text) => Array.ConvertAll(text.Split('/'), word =>
        float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value : throw new FormatException($"'{word}' where a number stands"));

    private sealed record Step(string Name, string Form, int[] Counts, Func<string[], ITransform> Create);
}
