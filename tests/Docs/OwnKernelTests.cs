using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using OwnKernel;

namespace NeuralCore.Tests.Docs;

/// <summary>The page on own kernels, engine/Backends/Gpu/README.md: its code is the files in OwnKernel, and they do what it promises.</summary>
/// <remarks>The files are in a namespace outside of NeuralCore, where only the usings that the page shows help them, as in a reader's project.</remarks>
public sealed partial class OwnKernelTests
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Texts = [];

    [Theory, InlineData("cpu"), InlineData("ptx"), InlineData("opencl")]
    public void The_sample_agrees_with_finite_differences_and_with_its_formula(string name)
    {
        var text = Said(DevicesUnderTest.Get(name));
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Assert.Equal(3, Checked().Count(text));
        Assert.Matches(@"furthest from the formula: (0e\+000|\de-01[5-9])\n", text);
        Assert.Contains("UnitRowsGradient (backward)", text);
    }

    [Fact]
    public void The_output_on_the_page_is_what_the_sample_says()
    {
        var lines = Said(DevicesUnderTest.Get("ptx")).Split('\n')[..5];
        var page = Page().Split("```text\n")[1].Split("```")[0].Split('\n')[..5];
        Assert.Equal(page.Select(WithoutDigits), lines.Select(WithoutDigits));
    }

    [Fact]
    public void The_code_on_the_page_is_the_code_that_is_tested()
    {
        var blocks = Page().Split("```csharp\n")[1..].Select(block => block.Split("```")[0]).ToArray();
        Assert.Equal(Directory.GetFiles(Folder()).Length, blocks.Length);
        foreach (var block in blocks)
        {
            var name = block.Split('\n')[0]["// ".Length..];
            var file = File.ReadAllText(Path.Combine(Folder(), name)).ReplaceLineEndings("\n");
            Assert.Equal($"// {name}\n{Namespace().Replace(file, "")}", block);
        }
    }

    // What the sample says on a device; it is run once for all tests.
    private static string Said(Device device) => Texts.GetOrAdd(device.Name, _ => new(() => UnitRowsCheck.Run(device))).Value;

    private static string WithoutDigits(string line) => Number().Replace(line, "#");

    private static string Page() => File.ReadAllText(Path.Combine(Root(), "engine", "Backends", "Gpu", "README.md")).ReplaceLineEndings("\n");

    private static string Folder() => Path.Combine(Root(), "tests", "Docs", "OwnKernel");

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    [GeneratedRegex(@"unit_rows: (x|dy) \[2, 9\]: ok, 18 elements; worst at ")]
    private static partial Regex Checked();

    [GeneratedRegex(@"^namespace .*;\n\n", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // The last digits are a machine's own.
    [GeneratedRegex(@"-?\d[\d.]*(e[+-]\d+)?")]
    private static partial Regex Number();
}
