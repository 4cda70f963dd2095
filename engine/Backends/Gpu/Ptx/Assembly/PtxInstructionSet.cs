namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>The instructions that are understood, by opcode.</summary>
internal static class PtxInstructionSet
{
    private static readonly Dictionary<string, Func<PtxDecoder, PtxOperation>> Families = new()
    {
        ["add"] = PtxArithmetic.Add,
        ["sub"] = PtxArithmetic.Subtract,
        ["mul"] = PtxArithmetic.Multiply,
        ["mad"] = PtxArithmetic.MultiplyAdd,
        ["fma"] = PtxFloats.FusedMultiplyAdd,
        ["div"] = PtxArithmetic.Divide,
        ["rem"] = PtxIntegers.Remainder,
        ["neg"] = PtxArithmetic.Negate,
        ["abs"] = PtxArithmetic.Absolute,
        ["min"] = PtxArithmetic.Minimum,
        ["max"] = PtxArithmetic.Maximum,
        ["and"] = PtxBitwise.And,
        ["or"] = PtxBitwise.Or,
        ["xor"] = PtxBitwise.Xor,
        ["not"] = PtxBitwise.Not,
        ["shl"] = PtxBitwise.ShiftLeft,
        ["shr"] = PtxBitwise.ShiftRight,
        ["shf"] = PtxBitwise.FunnelShift,
        ["popc"] = PtxBitwise.CountOnes,
        ["clz"] = PtxBitwise.CountLeadingZeros,
        ["brev"] = PtxBitwise.Reverse,
        ["bfe"] = PtxBitwise.Extract,
        ["bfi"] = PtxBitwise.Insert,
        ["lop3"] = PtxBitwise.Lookup,
        ["setp"] = PtxComparisons.SetPredicate,
        ["selp"] = PtxComparisons.Select,
        ["testp"] = PtxComparisons.Test,
        ["mov"] = PtxConversions.Move,
        ["cvt"] = PtxConversions.Convert,
        ["cvta"] = PtxConversions.ConvertAddress,
        ["rcp"] = PtxTranscendentals.Reciprocal,
        ["sqrt"] = PtxTranscendentals.SquareRoot,
        ["rsqrt"] = PtxTranscendentals.ReciprocalSquareRoot,
        ["sin"] = PtxTranscendentals.Sine,
        ["cos"] = PtxTranscendentals.Cosine,
        ["ex2"] = PtxTranscendentals.Exponential,
        ["lg2"] = PtxTranscendentals.Logarithm,
        ["tanh"] = PtxTranscendentals.HyperbolicTangent,
        ["copysign"] = PtxFloats.CopySign,
        ["ld"] = PtxMemoryAccess.Load,
        ["st"] = PtxMemoryAccess.Store,
        ["atom"] = PtxAtomics.Atomic,
        ["red"] = PtxAtomics.Reduction,
        ["bra"] = PtxControl.Branch,
        ["brx"] = PtxControl.IndexedBranch,
        ["ret"] = PtxControl.Return,
        ["exit"] = PtxControl.Exit,
        ["trap"] = PtxControl.Trap,
        ["bar"] = PtxSynchronization.Barrier,
        ["barrier"] = PtxSynchronization.Barrier,
        ["membar"] = PtxSynchronization.Fence,
        ["fence"] = PtxSynchronization.Fence,
        ["shfl"] = PtxSynchronization.Shuffle,
        ["vote"] = PtxSynchronization.Vote,
        ["activemask"] = PtxSynchronization.ActiveMask,
    };

    /// <summary>The operation of an instruction; an error names one that is not known.</summary>
    public static PtxOperation Decode(PtxDecoder decoder) =>
        Families.TryGetValue(decoder.Instruction.Opcode, out var family)
            ? family(decoder)
            : throw decoder.Error($"instruction '{decoder.Instruction.Opcode}' is not known");
}
