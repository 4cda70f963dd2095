using System.Runtime.CompilerServices;

namespace NeuralCore.Tests.Docs;

/// <summary>The README's example is that of ReadmeExample.cs, and what it promises holds.</summary>
/// <remarks>The example is in a namespace outside of NeuralCore, where only the usings that the page shows help it, as in a reader's project.</remarks>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_learns_xor()
    {
        var y = ReadmeExample.Xor.Run();
        Assert.Equal([0.0, 1, 1, 0], y.ToArray<double>().Select(v => Math.Round(v)));
    }

    [Fact]
    public void The_example_on_the_page_is_the_one_that_was_run()
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests", "Docs", "ReadmeExample.cs"));
        var usings = Lines(source[..source.IndexOf("namespace", StringComparison.Ordinal)]);
        var body = Lines(source[(source.IndexOf("// begin", StringComparison.Ordinal) + 8)..source.IndexOf("// end", StringComparison.Ordinal)]);
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var page = Lines(readme.Split("```csharp")[1].Split("```")[0]);
        Assert.Equal(page, [.. usings, .. body]);
        Assert.InRange(body.Count, 1, 15);
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
