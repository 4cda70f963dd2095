using System.Diagnostics;
using System.Text.RegularExpressions;
using NeuralCore.Tests.Docs;

namespace NeuralCore.Tests.Checking.PyTorch;

/// <summary>The page that puts PyTorch's gradcheck beside this checker: both outputs are what the two say, recorded and run.</summary>
public sealed partial class PyTorchPageTests
{
    // A printed tensor stands there whole up to so many lines, which is what PyTorch prints of a large one; of others the first few and "…".
    private const int MostLines = 8, FirstLines = 3;

    private readonly RecordedPage _page = new("engine/Checking/PyTorch.md");
    private readonly string _recorded = RecordedPage.File("tests/Checking/PyTorch/recorded.txt");

    [Fact]
    public void Every_planted_bug_is_on_the_page_with_both_answers()
    {
        Assert.Equal(PlantedBugs.All.Select(bug => bug.Name), Recorded().Select(r => r.Name));
        var answers = Recorded().ToDictionary(r => r.Name, r => r.Answer);
        foreach (var bug in PlantedBugs.All)
        {
            _page.Says($"{bug.Name}, here", $"{bug.Check()}");
            _page.Says($"{bug.Name}, PyTorch", Shortened(answers[bug.Name]), text => text);
        }
        Assert.Equal(2 * PlantedBugs.All.Count, _page.Outputs.Count);
    }

    [Fact]
    public void Every_mistake_but_the_harmless_kink_is_refused_and_named()
    {
        foreach (var bug in PlantedBugs.All)
        {
            var report = bug.Check();
            Assert.True(report.IsOk == bug.Name is "kink", $"{report}");
            Assert.True(report.IsOk || report.Diagnoses.Count > 0 || bug.Name is "wrong-at-kink", $"{report}");
        }
    }

    [Fact]
    public void In_fast_mode_PyTorch_answers_as_in_the_other()
    {
        foreach (var (name, answer, fast) in Recorded()) Assert.True(answer.Split('\n')[0] == fast.Split('\n')[0], name);
    }

    [Fact, Trait("Category", "Long")]
    public async Task What_is_recorded_is_what_PyTorch_prints()
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python)) Assert.Skip($"{Python} is not there");
        var script = RecordedPage.PathOf("tests/Checking/PyTorch/gradcheck.py");
        using var process = Process.Start(new ProcessStartInfo(Python, [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if ((await error).Contains("No module named 'torch'", StringComparison.Ordinal)) Assert.Skip("PyTorch is not installed");
        if (output.Split('\n')[0] != _recorded.Split('\n')[0]) Assert.Skip($"recorded with {_recorded.Split('\n')[0]}, this is {output.Split('\n')[0]}");
        Assert.Equal(_recorded, output);
    }

    // The sections of the recording: a name, the answer, and the one in fast mode.
    private List<(string Name, string Answer, string Fast)> Recorded()
    {
        var sections = _recorded.Split("\n== ")[1..].Select(s => (Name: s.Split('\n')[0], Text: s[(s.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim())).ToArray();
        return [.. sections.Chunk(2).Select(pair => (pair[0].Name, pair[0].Text, pair[1].Text))];
    }

    private static string Shortened(string answer)
    {
        var text = PrintedTensor().Replace(answer, tensor =>
        {
            var lines = tensor.Value.Split('\n');
            return tensor.Value.TrimEnd().Split('\n').Length <= MostLines ? tensor.Value : $"{string.Join('\n', lines[..FirstLines])}\n        …\n";
        });
        return Advice().Replace(text, "\n…");
    }

    [GeneratedRegex(@"^(numerical|analytical):tensor\(.*?\n?.*?dtype=torch\.float64\)\n?", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PrintedTensor();

    // What to do about a backward pass that is known not to be deterministic.
    [GeneratedRegex(@"\n*NOTE: If your op relies.*", RegexOptions.Singleline)]
    private static partial Regex Advice();
}
