namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Floating arithmetic. Plain instructions (to nearest even, no .ftz, no .sat) of 32 and 64 bits run as vectors; the rest goes
/// through <see cref="PtxFloatMode"/>. An instruction without a rounding rounds to nearest: ptxas may fuse a mul and an add
/// then, so a device's last bit may differ from what is computed here.
/// </summary>
internal static class PtxFloats
{
    /// <summary>add</summary>
    public static PtxOperation Add(PtxDecoder x) => Binary(x, PtxRounded.Sum, PtxRounded.Sum,
        static (d, a, b) => new PtxBinary<float, PtxFloatSum<float>>(d, a, b),
        static (d, a, b) => new PtxBinary<double, PtxFloatSum<double>>(d, a, b));

    /// <summary>sub</summary>
    public static PtxOperation Subtract(PtxDecoder x) => Binary(x, (a, b, r) => PtxRounded.Sum(a, -b, r), (a, b, r) =>
        PtxRounded.Sum(a, -b, r),
        static (d, a, b) => new PtxBinary<float, PtxFloatDifference<float>>(d, a, b),
        static (d, a, b) => new PtxBinary<double, PtxFloatDifference<double>>(d, a, b));

    /// <summary>mul</summary>
    public static PtxOperation Multiply(PtxDecoder x) => Binary(x, PtxRounded.Product, PtxRounded.Product,
        static (d, a, b) => new PtxBinary<float, PtxFloatProduct<float>>(d, a, b),
        static (d, a, b) => new PtxBinary<double, PtxFloatProduct<double>>(d, a, b));

    /// <summary>fma, and mad of floating numbers, which is the same.</summary>
    public static PtxOperation FusedMultiplyAdd(PtxDecoder x)
    {
        var mode = PtxFloatMode.Take(x);
        x.Operands(4);
        var type = mode.Type;
        var (d, a, b, c) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type), x.Source(3, type));
        if (!mode.IsPlain) return mode.Function(d, a, b, c, PtxRounded.Fused, PtxRounded.Fused);
        return type.IsWide
            ? new PtxTernary<double, PtxFused<double>>(d, a, b, c)
            : new PtxTernary<float, PtxFused<float>>(d, a, b, c);
    }

    /// <summary>
    /// div: .rn and the directed ones exactly; .full and .approx (within 2 units in the last place in the manual) exactly too,
    /// but .approx gives 0 for divisors above 2¹²⁶ as the manual says.
    /// </summary>
    public static PtxOperation Divide(PtxDecoder x)
    {
        var approximate = x.TakeAny("approx", "full");
        var mode = PtxFloatMode.Take(x);
        x.Operands(3);
        var type = mode.Type;
        if (approximate is not null && type.Bytes != 4) throw x.Error($"'.{approximate}' has type .f32");
        var (d, a, b) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type));
        if (approximate == "approx")
            return mode.Function(d, a, b, a, static (p, q, _, r) => ApproximateQuotient(p, q, r), PtxRounded.NoDouble);
        if (mode.IsPlain)
            return type.IsWide
                ? new PtxBinary<double, PtxFloatQuotient<double>>(d, a, b)
                : new PtxBinary<float, PtxFloatQuotient<float>>(d, a, b);
        return mode.Function(d, a, b, a, static (p, q, _, r) => PtxRounded.Quotient(p, q, r), static (p, q, _, r) => PtxRounded.Quotient(p, q, r));
    }

    /// <summary>neg: the sign turned over, of a NaN too.</summary>
    public static PtxOperation Negate(PtxDecoder x) => SignBit(x, (bits, sign) => bits ^ sign);

    /// <summary>abs: the sign cleared.</summary>
    public static PtxOperation Absolute(PtxDecoder x) => SignBit(x, (bits, sign) => bits & ~sign);

    /// <summary>min: a NaN loses against a number (with .NaN it wins), and −0 is less than +0.</summary>
    public static PtxOperation Minimum(PtxDecoder x) => Extreme(x, smaller: true);

    /// <summary>max: a NaN loses against a number (with .NaN it wins), and +0 is more than −0.</summary>
    public static PtxOperation Maximum(PtxDecoder x) => Extreme(x, smaller: false);

    /// <summary>copysign: the size of b with the sign of a.</summary>
    public static PtxOperation CopySign(PtxDecoder x)
    {
        var type = x.Type();
        if (!type.IsFloat) throw x.Error($"type {type} is not a floating type");
        x.Operands(3);
        var sign = 1ul << (type.Bits - 1);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, type), a, x.Source(2, type), a, (p, q, _) => p & sign | q & ~sign);
    }

    private static PtxOperation Binary(
        PtxDecoder x, Func<float, float, PtxRounding, float> single, Func<double, double, PtxRounding, double> real,
        Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of32, Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of64)
    {
        var mode = PtxFloatMode.Take(x);
        x.Operands(3);
        var type = mode.Type;
        var (d, a, b) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type));
        if (!mode.IsPlain)
            return mode.Function(d, a, b, a, (p, q, _, r) => single(p, q, r), (p, q, _, r) => real(p, q, r));
        return type.IsWide ? of64(d, a, b) : of32(d, a, b);
    }

    private static float ApproximateQuotient(float a, float b, PtxRounding rounding)
    {
        var size = Math.Abs(b);
        if (size > 8.507059e37f && !float.IsInfinity(size))
            return float.IsInfinity(a) || float.IsNaN(a) ? float.NaN : 0;
        return PtxRounded.Quotient(a, b, rounding);
    }

    private static PtxOperation SignBit(PtxDecoder x, Func<ulong, ulong, ulong> f)
    {
        var mode = PtxFloatMode.Take(x);
        x.Operands(2);
        var a = x.Source(1, mode.Type);
        var sign = 1ul << (mode.Type.Bits - 1);
        return new PtxBitFunction(x.Destination(0, mode.Type), a, a, a, (p, _, _) => f(mode.FlushBits(p), sign));
    }

    private static PtxOperation Extreme(PtxDecoder x, bool smaller)
    {
        var mode = PtxFloatMode.Take(x);
        x.Operands(3);
        var (d, a, b) = (x.Destination(0, mode.Type), x.Source(1, mode.Type), x.Source(2, mode.Type));
        var propagate = mode.PropagatesNaN;
        if (mode.IsPlain && !propagate)
            return (mode.Type.IsWide, smaller) switch
            {
                (false, true) => new PtxBinary<float, PtxFloatSmaller<float>>(d, a, b),
                (false, false) => new PtxBinary<float, PtxFloatLarger<float>>(d, a, b),
                (true, true) => new PtxBinary<double, PtxFloatSmaller<double>>(d, a, b),
                (true, false) => new PtxBinary<double, PtxFloatLarger<double>>(d, a, b),
            };
        return mode.Function(d, a, b, a,
            (p, q, _, _) => (float)PtxRounded.Extreme(p, q, smaller, propagate), (p, q, _, _) => PtxRounded.Extreme(p, q, smaller, propagate));
    }
}
