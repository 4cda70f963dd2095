namespace NeuralCore.Cli.Verification;

/// <summary>How a reference case ended.</summary>
internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>The end of one case, with the figure that decided it.</summary>
internal sealed record CaseResult(Outcome Outcome, string Message)
{
    public static CaseResult Passed(string message) => new(Outcome.Passed, message);

    public static CaseResult Failed(string message) => new(Outcome.Failed, message);

    public static CaseResult Skipped(string message) => new(Outcome.Skipped, message);
}

/// <summary>One reference case: numbers from outside, and how to compute ours.</summary>
internal abstract class ReferenceCase(string name)
{
    /// <summary>The case's name: folder and file.</summary>
    public string Name { get; } = name;

    /// <summary>Computes ours on a device in an element type and compares.</summary>
    public abstract CaseResult Run(Device device, ElementType type);
}
