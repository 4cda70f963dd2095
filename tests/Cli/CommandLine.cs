using System.Text.Json;
using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary>Runs a command line inside the test: what it printed, what it said, and its exit code.</summary>
internal sealed record CommandLine(int Code, string Output, string Error)
{
    /// <summary>The output as JSON, which it must be from the first to the last character.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<CommandLine> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await App.RunAsync(args, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Ended by this exit code, with all the words on stderr.</summary>
    public void AssertTold(int code, params string[] words)
    {
        Assert.True(code == Code, $"expected exit code {code}, got {Code}: {Error}");
        foreach (var word in words) Assert.Contains(word, Error);
    }

    /// <summary>Refused: this exit code, one sentence that holds all the words, no data and no stack trace.</summary>
    public void AssertRefused(int code, params string[] words)
    {
        Assert.True(code == Code, $"expected exit code {code}, got {Code}: {Error}");
        Assert.Equal("", Output);
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Try: ", StringComparison.Ordinal)).ToArray();
        var sentence = Assert.Single(lines);
        Assert.StartsWith("neuralcore: ", sentence);
        Assert.DoesNotContain("   at ", Error);
        foreach (var word in words) Assert.Contains(word, sentence);
    }
}
