using System.Runtime.CompilerServices;

namespace NeuralCore.Tests.Docs;

/// <summary>The README's example is this file's, and what it promises holds.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_learns_xor()
    {
        var y = ReadmeExample.Run();
        Assert.Equal([0.0, 1, 1, 0], y.ToArray<double>().Select(v => Math.Round(v)));
    }

    [Fact]
    public void The_example_on_the_page_is_the_one_that_was_run()
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests", "Docs", "ReadmeExample.cs"));
        var body = Lines(source[(source.IndexOf("// begin", StringComparison.Ordinal) + 8)..source.IndexOf("// end", StringComparison.Ordinal)]);
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var page = Lines(readme.Split("```csharp")[1].Split("```")[0]).ToList();
        page.RemoveAll(line => line.StartsWith("using NeuralCore", StringComparison.Ordinal));
        Assert.Equal(page, body);
        Assert.InRange(page.Count, 1, 15);
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
