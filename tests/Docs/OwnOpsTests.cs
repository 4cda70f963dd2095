using System.Text.Json;
using System.Text.RegularExpressions;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Tests.Cli;
using OwnOps;

namespace NeuralCore.Tests.Docs;

/// <summary>The page on own ops and the checker, engine/Checking/README.md: its code is the files in OwnOps, and what they print is what it shows.</summary>
/// <remarks>The files are in a namespace outside of NeuralCore, where only the usings that the page shows help them, as in a reader's project.</remarks>
public sealed partial class OwnOpsTests
{
    private const string Files = "tests/Docs/OwnOps/";

    private readonly RecordedPage _page = new("engine/Checking/README.md");

    [Fact]
    public void Every_example_prints_what_the_page_shows_before_and_after()
    {
        Says("columns", OwnOpChecks.ColumnScale, new OwnOps.Before.ColumnScaleOp(), new OwnOps.After.ColumnScaleOp());
        Says("statistics", OwnOpChecks.Standardize, new OwnOps.Before.StandardizeOp(), new OwnOps.After.StandardizeOp());
        Says("border", OwnOpChecks.Smooth, new OwnOps.Before.SmoothOp(), new OwnOps.After.SmoothOp());
        Says("moments", OwnOpChecks.Moments, new OwnOps.Before.MomentsOp(), new OwnOps.After.MomentsOp());
        Says("cache", OwnOpChecks.SoftSign, new OwnOps.Before.SoftSignOp(), new OwnOps.After.SoftSignOp());
    }

    [Fact]
    public void Every_verdict_has_a_function_that_gets_it()
    {
        Func<GradientReport>[] functions = [Verdicts.Ok, Verdicts.Wrong, Verdicts.Kink, Verdicts.Noise, Verdicts.NonDeterministic, Verdicts.NaN, Verdicts.NotConnected];
        var reports = functions.Select(f => f()).ToArray();
        Assert.Equal(Enum.GetValues<Verdict>(), reports.Select(r => r.Findings.Select(f => f.Verdict).DefaultIfEmpty(Verdict.Ok).Max()));
        foreach (var (verdict, report) in Enum.GetValues<Verdict>().Zip(reports)) _page.Says($"{verdict}", $"{report}");
    }

    [Fact]
    public async Task The_command_prints_what_the_page_shows()
    {
        var run = await CommandLine.RunAsync("gradcheck", "softmax", "relu");
        Assert.Equal(0, run.Code);
        _page.Says("command", run.Output, text => Table().Replace(Number().Replace(text, "#"), " "));
    }

    [Fact]
    public async Task Every_field_of_the_JSON_is_on_the_page()
    {
        var check = await CommandLine.RunAsync("gradcheck", "relu", "--device", "cpu", "--json");
        var mutants = await CommandLine.RunAsync("gradcheck", "hardsigmoid", "--mutants", "--json");
        var wrong = JsonDocument.Parse(OwnOpChecks.Smooth(new OwnOps.Before.SmoothOp()).ToJson()).RootElement;
        string[] fields = [.. ((JsonElement[])[check.Json, mutants.Json, wrong]).SelectMany(Fields).Distinct()];
        Assert.Contains("confidence", fields);
        Assert.Contains("oddOnes", fields);
        Assert.Contains("why", fields);
        var page = _page.Text.Split("### As JSON")[1].Split("### ")[0];
        Assert.All(fields, field => Assert.Contains($"`{field}`", page));

        static IEnumerable<string> Fields(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().SelectMany(field => Fields(field.Value).Prepend(field.Name)),
            JsonValueKind.Array => json.EnumerateArray().SelectMany(Fields),
            _ => [],
        };
    }

    [Fact]
    public void The_code_on_the_page_is_the_code_that_was_run()
    {
        var blocks = _page.Code("csharp").Where(block => block.StartsWith("// ", StringComparison.Ordinal)).ToArray();
        foreach (var block in blocks)
        {
            var name = block.Split('\n')[0][3..];
            Assert.Equal($"// {name}\n{Code(name)}", block);
        }
        foreach (var file in RecordedPage.Names($"{Files}Before")) Assert.Contains(blocks, block => block.StartsWith($"// Before/{file}\n", StringComparison.Ordinal));
    }

    [Fact]
    public void The_mended_lines_on_the_page_make_of_the_op_with_the_mistake_the_one_without()
    {
        var differences = _page.Code("diff");
        Assert.Equal(5, differences.Count);
        foreach (var difference in differences)
        {
            var lines = difference.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var name = lines[0]["--- Before/".Length..];
            var mended = Code($"Before/{name}");
            foreach (System.Text.RegularExpressions.Match hunk in Hunk().Matches(string.Join('\n', lines[1..]) + "\n"))
            {
                var (minus, plus) = (Without(hunk.Groups["minus"].Value), Without(hunk.Groups["plus"].Value));
                Assert.Contains(minus, mended);
                mended = mended.Replace(minus, plus, StringComparison.Ordinal);
            }
            Assert.Equal(Code($"After/{name}"), mended);
        }
    }

    private void Says(string name, Func<Op, GradientReport> check, Op before, Op after)
    {
        var (wrong, right) = (check(before), check(after));
        Assert.False(wrong.IsOk);
        Assert.NotEmpty(wrong.Diagnoses);
        Assert.True(right.IsOk, right.ToString());
        _page.Says($"{name}, before", $"{wrong}");
        _page.Says($"{name}, after", $"{right}");
    }

    // A file as the page shows it, without its namespace.
    private static string Code(string name) => Namespace().Replace(RecordedPage.File(Files + name), "");

    private static string Without(string lines) => string.Concat(lines.Split('\n')[..^1].Select(line => line[1..] + "\n"));

    [GeneratedRegex(@"^namespace .*;\n\n", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?<minus>(-[^\n]*\n)+)(?<plus>(\+[^\n]*\n)*)(@@\n)?")]
    private static partial Regex Hunk();

    [GeneratedRegex(@"\d[\d.,e+-]*")]
    private static partial Regex Number();

    // The widths of columns follow the digits.
    [GeneratedRegex("[ ─]+")]
    private static partial Regex Table();
}
