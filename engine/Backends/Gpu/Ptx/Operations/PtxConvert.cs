namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Conversions of values by way of double, which holds every half and single exactly.</summary>
internal static class PtxConvert
{
    /// <summary>A floating value from a register's bits; with <paramref name="flush"/> a subnormal single is a zero.</summary>
    public static double Read(ulong bits, PtxType type, bool flush)
    {
        switch (type.Bytes)
        {
            case 2: return (double)BitConverter.UInt16BitsToHalf((ushort)bits);
            case 4:
                var single = BitConverter.UInt32BitsToSingle((uint)bits);
                return flush && float.IsSubnormal(single) ? MathF.CopySign(0, single) : single;
            default: return BitConverter.UInt64BitsToDouble(bits);
        }
    }

    /// <summary>The bits of a value rounded into a floating type, the other modifiers applied.</summary>
    public static ulong OfFloat(double value, PtxType to, PtxRounding rounding, bool flush, bool saturate)
    {
        if (saturate) value = value > 0 ? Math.Min(value, 1) : 0;
        switch (to.Bytes)
        {
            case 2:
                var half = (Half)value;
                return Half.IsNaN(half) ? 0x7FFFu : BitConverter.HalfToUInt16Bits(half);
            case 4:
                var single = PtxRounded.Narrow(value, 0, rounding);
                if (flush && float.IsSubnormal(single)) single = MathF.CopySign(0, single);
                return BitConverter.SingleToUInt32Bits(PtxNaN.Canonical(single));
            default: return BitConverter.DoubleToUInt64Bits(value);
        }
    }

    /// <summary>
    /// An integer as a double that rounds to the right value of the target. Integers beyond 2⁵³ are made odd in their last bit
    /// where that loses something, so that a second rounding, to single or half, cannot go wrong.
    /// </summary>
    public static double FromInteger(ulong bits, PtxType from, PtxType to, PtxRounding rounding)
    {
        var value = PtxIntegers.Read(bits, from);
        var negative = from.IsSigned && (long)value < 0;
        var size = negative ? 0 - value : value;
        if (size < 1ul << 53) return negative ? -(double)size : size;
        // 53 bits and how far the rest lies from them: cut off, or one more.
        var shift = 11 - System.Numerics.BitOperations.LeadingZeroCount(size);
        var kept = size >> shift;
        var rest = size & ((1ul << shift) - 1);
        if (rest != 0)
        {
            var half = 1ul << (shift - 1);
            var up = to.Bytes < 8
                ? (kept & 1) == 0
                : rounding switch
                {
                    PtxRounding.NearestEven => rest > half || (rest == half && (kept & 1) != 0),
                    PtxRounding.Up => !negative,
                    PtxRounding.Down => negative,
                    _ => false,
                };
            if (up) kept++;
        }
        var result = Math.ScaleB(kept, shift);
        return negative ? -result : result;
    }

    /// <summary>A whole number near a value.</summary>
    public static double Whole(double value, PtxRounding rounding) => rounding switch
    {
        PtxRounding.Zero => Math.Truncate(value),
        PtxRounding.Down => Math.Floor(value),
        PtxRounding.Up => Math.Ceiling(value),
        _ => Math.Round(value, MidpointRounding.ToEven),
    };

    /// <summary>The bits of a whole number near a value, clamped to the type's range; a NaN has a number of its own.</summary>
    public static ulong ToInteger(double value, PtxType from, PtxType to, PtxRounding rounding)
    {
        var (least, most) = Range(to);
        if (double.IsNaN(value)) return from.Bytes == 8 || to.Bytes == 8 ? (ulong)(to.IsSigned ? least : most / 2 + 1) : 0;
        var whole = Whole(value, rounding);
        // 2⁶⁴ is exact in double and beyond every range, so nothing is lost by clamping there first.
        return (ulong)Int128.Clamp((Int128)Math.Clamp(whole, -18446744073709551616.0, 18446744073709551616.0), least, most);
    }

    /// <summary>The least and the greatest value of an integer type.</summary>
    public static (Int128 Least, Int128 Most) Range(PtxType type) => type.IsSigned
        ? (-(Int128.One << (type.Bits - 1)), (Int128.One << (type.Bits - 1)) - 1)
        : (0, (Int128.One << type.Bits) - 1);
}
