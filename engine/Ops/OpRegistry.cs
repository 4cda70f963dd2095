using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The table of contents: every operation, one line each.</summary>
public static class OpRegistry
{
    /// <summary>What each operation says of itself, in the order of the folders.</summary>
    public static IReadOnlyList<OpInfo> All { get; } =
    [
        AccumulateOp.Info,

        // Elementwise
        AddOp.Info,

        // Reduction
        SumToOp.Info,

        // Layout
        ExpandOp.Info,
    ];
}
