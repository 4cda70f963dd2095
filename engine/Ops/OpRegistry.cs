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
        SubOp.Info,
        MulOp.Info,
        DivOp.Info,
        AffineOp.Info,
        PowOp.Info,
        PowScalarOp.Info,
        MaximumOp.Info,
        MinimumOp.Info,
        CompareOp.Info,
        WhereOp.Info,
        NegOp.Info,
        AbsOp.Info,
        SignOp.Info,
        SquareOp.Info,
        SqrtOp.Info,
        ReciprocalOp.Info,
        ExpOp.Info,
        LogOp.Info,
        SigmoidOp.Info,
        SigmoidGradientOp.Info,
        TanhOp.Info,
        TanhGradientOp.Info,
        ReluOp.Info,
        ReluGradientOp.Info,
        Relu6Op.Info,
        LeakyReluOp.Info,
        LeakyReluGradientOp.Info,
        EluOp.Info,
        EluGradientOp.Info,
        GeluOp.Info,
        GeluGradientOp.Info,
        SiluOp.Info,
        SiluGradientOp.Info,
        HardSigmoidOp.Info,
        HardSwishOp.Info,
        HardSwishGradientOp.Info,
        SoftplusOp.Info,
        SoftplusGradientOp.Info,
        ClampOp.Info,
        GateOp.Info,

        // Linear
        MatMulOp.Info,
        LinearOp.Info,

        // Reduction
        SumToOp.Info,
        SumOp.Info,
        MeanOp.Info,
        VarOp.Info,
        AMaxOp.Info,
        AMinOp.Info,
        ArgMaxOp.Info,

        // Layout
        AliasOp.Info,
        ExpandOp.Info,
        ReshapeOp.Info,
        PermuteOp.Info,
        SliceOp.Info,
        SliceScatterOp.Info,
        ConcatOp.Info,
        FlipOp.Info,
        IndexSelectOp.Info,
        IndexAddOp.Info,
        CastOp.Info,
        TransferOp.Info,

        // Convolution
        ConvolutionOp.Info,
        ConvolutionInputGradientOp.Info,
        ConvolutionWeightGradientOp.Info,
        ConvolutionTransposedOp.Info,

        // Pooling
        MaxPoolOp.Info,
        AdaptiveMaxPoolOp.Info,
        PoolScatterOp.Info,
        PoolGatherOp.Info,
        AveragePoolOp.Info,
        AdaptiveAveragePoolOp.Info,
        AveragePoolGradientOp.Info,

        // Normalization
        BatchNormOp.Info,
        BatchNormInferenceOp.Info,
        GroupNormOp.Info,
        LayerNormOp.Info,
        NormGradientOp.Info,
        LocalResponseNormOp.Info,

        // Regularization
        DropoutOp.Info,

        // Resampling
        ResampleOp.Info,
        ResampleAdjointOp.Info,

        // Padding
        PadOp.Info,
        CropOp.Info,

        // Loss
        SoftmaxOp.Info,
        SoftmaxGradientOp.Info,
        LogSoftmaxOp.Info,
        LogSoftmaxGradientOp.Info,
        NllLossOp.Info,
        NllLossGradientOp.Info,
        BinaryCrossEntropyWithLogitsOp.Info,
    ];
}
