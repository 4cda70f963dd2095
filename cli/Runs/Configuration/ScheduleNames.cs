namespace NeuralCore.Cli.Runs;

/// <summary>The courses of the learning rate by name.</summary>
internal static class ScheduleNames
{
    public const string Constant = "constant", Step = "step", MultiStep = "multistep", Exponential = "exponential", Cosine = "cosine", OneCycle = "one-cycle";

    public static IReadOnlyList<string> All { get; } = [Constant, Step, MultiStep, Exponential, Cosine, OneCycle];
}
