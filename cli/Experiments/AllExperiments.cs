namespace NeuralCore.Cli.Experiments;

/// <summary>The table of contents of the experiments.</summary>
internal static class AllExperiments
{
    /// <summary>Every experiment, in the order of the course.</summary>
    public static IReadOnlyList<Experiment> List { get; } =
        [new XoExperiment(), new ResidualExperiment(), new DepthExperiment(), new SqueezeExperiment(), new DepthwiseExperiment()];
}
