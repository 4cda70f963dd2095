namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>The instructions that integers and floating numbers share by name: the type, which comes last, says which are meant.</summary>
internal static class PtxArithmetic
{
    /// <summary>add</summary>
    public static PtxOperation Add(PtxDecoder x) => IsFloat(x) ? PtxFloats.Add(x) : PtxIntegers.Add(x);

    /// <summary>sub</summary>
    public static PtxOperation Subtract(PtxDecoder x) => IsFloat(x) ? PtxFloats.Subtract(x) : PtxIntegers.Subtract(x);

    /// <summary>mul</summary>
    public static PtxOperation Multiply(PtxDecoder x) => IsFloat(x) ? PtxFloats.Multiply(x) : PtxIntegers.Multiply(x);

    /// <summary>mad</summary>
    public static PtxOperation MultiplyAdd(PtxDecoder x) =>
        IsFloat(x) ? PtxFloats.FusedMultiplyAdd(x) : PtxIntegers.MultiplyAdd(x);

    /// <summary>div</summary>
    public static PtxOperation Divide(PtxDecoder x) => IsFloat(x) ? PtxFloats.Divide(x) : PtxIntegers.Divide(x);

    /// <summary>neg</summary>
    public static PtxOperation Negate(PtxDecoder x) => IsFloat(x) ? PtxFloats.Negate(x) : PtxIntegers.Negate(x);

    /// <summary>abs</summary>
    public static PtxOperation Absolute(PtxDecoder x) => IsFloat(x) ? PtxFloats.Absolute(x) : PtxIntegers.Absolute(x);

    /// <summary>min</summary>
    public static PtxOperation Minimum(PtxDecoder x) => IsFloat(x) ? PtxFloats.Minimum(x) : PtxIntegers.Minimum(x);

    /// <summary>max</summary>
    public static PtxOperation Maximum(PtxDecoder x) => IsFloat(x) ? PtxFloats.Maximum(x) : PtxIntegers.Maximum(x);

    private static bool IsFloat(PtxDecoder x) => x.Instruction.Modifiers is [.., var last] && last.StartsWith('f');
}
