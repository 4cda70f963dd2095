using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace NeuralCore.Tests.Docs;

/// <summary>A page whose code and outputs are those of files and of runs.</summary>
/// <remarks>
/// An output stands in a text block below a comment with its name, <c>&lt;!-- output: NAME --&gt;</c>. With
/// NEURALCORE_ACCEPT_PAGES=1 the blocks are written anew in place of being compared.
/// </remarks>
internal sealed partial class RecordedPage
{
    private static readonly Lock Writing = new();

    private readonly string _path;

    /// <summary>A page by its path from the repository's root.</summary>
    public RecordedPage(string path) => (_path, Text) = (Path.Combine(Root(), path), Read(Path.Combine(Root(), path)));

    /// <summary>The whole text.</summary>
    public string Text { get; private set; }

    /// <summary>The names of the outputs in their order.</summary>
    public IReadOnlyList<string> Outputs => [.. Output().Matches(Text).Select(m => m.Groups["name"].Value)];

    /// <summary>The code blocks of a language in their order.</summary>
    public IReadOnlyList<string> Code(string language) => [.. Text.Split($"```{language}\n")[1..].Select(block => block.Split("```")[0])];

    /// <summary>A text file of the repository, by its path from the root.</summary>
    public static string File(string path) => Read(Path.Combine(Root(), path));

    /// <summary>The full path of a file of the repository.</summary>
    public static string PathOf(string path) => Path.Combine(Root(), path);

    /// <summary>The names of a folder's C# files.</summary>
    public static IEnumerable<string> Names(string folder) => Directory.GetFiles(Path.Combine(Root(), folder), "*.cs").Select(file => Path.GetFileName(file));

    /// <summary>Holds an output on the page against a run's: digits that are a machine's own are left out of it.</summary>
    public void Says(string name, string output) => Says(name, output, WithoutRounding);

    /// <summary>The same, with what to leave out of the comparison.</summary>
    public void Says(string name, string output, Func<string, string> comparable)
    {
        var block = Output().Matches(Text).SingleOrDefault(m => m.Groups["name"].Value == name)
            ?? throw new InvalidOperationException($"{_path} has no output '{name}', or has it twice");
        var group = block.Groups["text"];
        if (Environment.GetEnvironmentVariable("NEURALCORE_ACCEPT_PAGES") == "1")
        {
            lock (Writing)
            {
                Text = $"{Text[..group.Index]}{output.Trim()}\n{Text[(group.Index + group.Length)..]}";
                System.IO.File.WriteAllText(_path, Text);
            }
            return;
        }
        Assert.Equal(comparable(group.Value.Trim()), comparable(output.Trim()));
    }

    // Which right element is the furthest off, and by how much, is rounding; so are the digits behind the sixth.
    private static string WithoutRounding(string text)
    {
        text = RightElement().Replace(text, "worst …");
        text = Uncertainty().Replace(text, "± …");
        return LongNumber().Replace(text, m => double.Parse(m.Value, CultureInfo.InvariantCulture).ToString("g6", CultureInfo.InvariantCulture));
    }

    private static string Read(string path) => System.IO.File.ReadAllText(path).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    [GeneratedRegex(@"<!-- output: (?<name>[^>]+) -->\n```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Output();

    [GeneratedRegex(@"(?<=: ok, (\d+|Noise at \d+ of \d+) elements; )worst .*")]
    private static partial Regex RightElement();

    [GeneratedRegex(@"± [\d.e+-]+")]
    private static partial Regex Uncertainty();

    [GeneratedRegex(@"\d+\.\d{5,}(e[+-]\d+)?")]
    private static partial Regex LongNumber();
}
