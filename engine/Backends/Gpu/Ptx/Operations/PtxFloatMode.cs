namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Where a result between two numbers goes.</summary>
internal enum PtxRounding
{
    /// <summary>.rn: to the nearest, ties to even.</summary>
    NearestEven,

    /// <summary>.rz: towards zero.</summary>
    Zero,

    /// <summary>.rm: towards −∞.</summary>
    Down,

    /// <summary>.rp: towards +∞.</summary>
    Up,
}

/// <summary>The modifiers of a floating instruction: rounding, .ftz (subnormals become zeros of their sign), .NaN, .sat (into [0, 1], NaN to 0).</summary>
internal sealed record PtxFloatMode(PtxType Type, PtxRounding Rounding, bool Flush, bool PropagatesNaN, bool Saturate)
{
    /// <summary>Whether the instruction is the usual one, which runs as vectors.</summary>
    public bool IsPlain => Rounding == PtxRounding.NearestEven && !Flush && !Saturate && Type.Bytes >= 4;

    /// <summary>Takes {.rounding}{.ftz}{.NaN}{.sat}.type.</summary>
    public static PtxFloatMode Take(PtxDecoder x)
    {
        var rounding = Parse(x.TakeAny("rn", "rz", "rm", "rp"));
        var flush = x.Take("ftz");
        var nan = x.Take("NaN");
        var saturate = x.Take("sat");
        var type = x.Type();
        if (!type.IsFloat) throw x.Error($"type {type} is not a floating type");
        if (type.Bytes == 8 && (flush || saturate)) throw x.Error("'.ftz' and '.sat' do not exist for .f64");
        if (type.Bytes == 2 && rounding != PtxRounding.NearestEven) throw x.Error(".f16 rounds to nearest only");
        return new(type, rounding, flush, nan, saturate);
    }

    /// <summary>The rounding that a modifier names; to nearest where there is none.</summary>
    public static PtxRounding Parse(string? name) => name switch
    {
        "rz" => PtxRounding.Zero,
        "rm" => PtxRounding.Down,
        "rp" => PtxRounding.Up,
        _ => PtxRounding.NearestEven,
    };

    /// <summary>d = f(a, b, c, rounding) under these modifiers; half precision is computed in single and rounded once more.</summary>
    public PtxOperation Function(
        PtxSlot d, PtxSlot a, PtxSlot b, PtxSlot c,
        Func<float, float, float, PtxRounding, float> single, Func<double, double, double, PtxRounding, double> real) => Type.Bytes switch
        {
            8 => new PtxBitFunction(d, a, b, c, (p, q, r) =>
                BitConverter.DoubleToUInt64Bits(real(Double(p), Double(q), Double(r), Rounding))),
            4 => new PtxBitFunction(d, a, b, c, (p, q, r) => Finish(single(Read(p), Read(q), Read(r), Rounding))),
            _ => new PtxBitFunction(d, a, b, c, (p, q, r) => FinishHalf(real(Half(p), Half(q), Half(r), Rounding))),
        };

    /// <summary>The operand's bits, flushed where .ftz says so.</summary>
    public ulong FlushBits(ulong bits) =>
        Flush && Type.Bytes == 4 ? BitConverter.SingleToUInt32Bits(Flushed(Single(bits))) : bits;

    private static float Single(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static double Double(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private float Read(ulong bits) => Flush ? Flushed(Single(bits)) : Single(bits);

    private double Half(ulong bits)
    {
        var half = BitConverter.UInt16BitsToHalf((ushort)bits);
        return Flush && System.Half.IsSubnormal(half) ? Math.CopySign(0, (double)half) : (double)half;
    }

    private ulong Finish(float result)
    {
        if (Flush) result = Flushed(result);
        if (Saturate) result = result > 0 ? Math.Min(result, 1) : 0;
        return BitConverter.SingleToUInt32Bits(PtxNaN.Canonical(result));
    }

    // Sums and products of two halves are exact enough in double that the second rounding does not show.
    private ulong FinishHalf(double result)
    {
        if (Saturate) result = result > 0 ? Math.Min(result, 1) : 0;
        var half = (Half)result;
        if (Flush && System.Half.IsSubnormal(half)) half = (Half)Math.CopySign(0, result);
        return System.Half.IsNaN(half) ? 0x7FFFu : BitConverter.HalfToUInt16Bits(half);
    }

    private static float Flushed(float x) => float.IsSubnormal(x) ? MathF.CopySign(0, x) : x;
}
