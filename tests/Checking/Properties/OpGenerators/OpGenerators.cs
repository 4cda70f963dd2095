using NeuralCore.Autograd;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>How each op of the registry may be drawn: any attributes and shapes that it takes, the simplest first, with values away from its kinks.</summary>
internal static class OpGenerators
{
    /// <summary>The generators by the ops' names; a new family's file goes here.</summary>
    public static IReadOnlyDictionary<string, Func<Draw, OpSample>> All { get; } = new[]
    {
        ElementwiseDraws.All,
        LinearDraws.All,
        ReductionDraws.All,
        LayoutDraws.All,
        ConvolutionDraws.All,
        PoolingDraws.All,
        NormalizationDraws.All,
        LossDraws.All,
        ResamplingDraws.All,
    }.SelectMany(family => family).ToDictionary();
}
