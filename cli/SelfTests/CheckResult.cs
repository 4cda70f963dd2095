namespace NeuralCore.Cli.SelfTests;

/// <summary>How a check ended.</summary>
internal enum CheckOutcome
{
    /// <summary>The device does what it should.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>Nothing to be said: it would mean nothing there, or the device was lost before.</summary>
    Skipped,
}

/// <summary>What a check found.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Summary">One line.</param>
/// <param name="Details">Lines of Markdown for the report.</param>
internal sealed record CheckResult(CheckOutcome Outcome, string Summary, params IReadOnlyList<string> Details)
{
    /// <summary>Passed, unless there are failures, which come first in the details.</summary>
    public static CheckResult Of(string summary, IReadOnlyList<string> failures, IReadOnlyList<string> details) => failures.Count == 0
        ? new(CheckOutcome.Passed, summary, details)
        : new(CheckOutcome.Failed, $"{failures.Count} failed: {failures[0]}", [.. failures.Select(failure => $"- **failed**: {failure}"), "", summary, "", .. details]);

    /// <summary>Not done, for a reason.</summary>
    public static CheckResult Skip(string reason) => new(CheckOutcome.Skipped, reason);
}
