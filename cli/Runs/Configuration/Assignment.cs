namespace NeuralCore.Cli.Runs;

/// <summary>A setting with the texts that somebody gave for it.</summary>
/// <param name="Setting">What is set.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Place">Where they stand, as a message names it: <c>--epochs</c>, or <c>run.yaml, line 3: epochs</c>.</param>
internal sealed record Assignment(Setting Setting, IReadOnlyList<string> Texts, string Place)
{
    /// <summary>What is wrong with the texts, or null.</summary>
    public string? Mistake => Setting.Apply(new RunConfiguration(), Texts) is null
        ? $"{Place} is {Setting.Expected}; got '{string.Join(' ', Texts)}'"
        : null;

    /// <summary>The configuration with them.</summary>
    public RunConfiguration On(RunConfiguration configuration) => Setting.Apply(configuration, Texts)!;
}
