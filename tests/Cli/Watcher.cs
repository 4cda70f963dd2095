namespace NeuralCore.Tests.Cli;

/// <summary>A stream of words that does something when a line begins with a certain one.</summary>
internal sealed class Watcher(string word, Action seen) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.StartsWith(word, StringComparison.Ordinal) == true) seen();
    }
}
