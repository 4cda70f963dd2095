namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Integer arithmetic; results wrap, as PTX says.</summary>
internal static class PtxIntegers
{
    /// <summary>add{.sat}.type: only .s32 saturates.</summary>
    public static PtxOperation Add(PtxDecoder x)
    {
        var saturate = x.Take("sat");
        var type = IntegerType(x);
        if (saturate) return Saturating(x, type, (a, b) => a + b);
        return Wrapping(x, type, (a, b) => a + b, static (d, a, b) => new PtxBinary<uint, PtxSum<uint>>(d, a, b),
            static (d, a, b) => new PtxBinary<ulong, PtxSum<ulong>>(d, a, b));
    }

    /// <summary>sub{.sat}.type</summary>
    public static PtxOperation Subtract(PtxDecoder x)
    {
        var saturate = x.Take("sat");
        var type = IntegerType(x);
        if (saturate) return Saturating(x, type, (a, b) => a - b);
        return Wrapping(x, type, (a, b) => a - b, static (d, a, b) => new PtxBinary<uint, PtxDifference<uint>>(d, a, b),
            static (d, a, b) => new PtxBinary<ulong, PtxDifference<ulong>>(d, a, b));
    }

    /// <summary>mul.lo, mul.hi, mul.wide</summary>
    public static PtxOperation Multiply(PtxDecoder x)
    {
        var part = x.TakeAny("lo", "hi", "wide") ?? throw x.Error("'.lo', '.hi' or '.wide' is missing");
        var type = IntegerType(x);
        x.Operands(3);
        var (d, a, b) = (x.Destination(0, part == "wide" ? Double(x, type) : type), x.Source(1, type), x.Source(2, type));
        return (part, type.Bytes, type.IsSigned) switch
        {
            ("lo", 4, _) => new PtxBinary<uint, PtxProduct<uint>>(d, a, b),
            ("lo", 8, _) => new PtxBinary<ulong, PtxProduct<ulong>>(d, a, b),
            ("wide", 4, false) => new PtxWideProduct<uint, ulong>(d, a, b),
            ("wide", 4, true) => new PtxWideProduct<int, long>(d, a, b),
            _ => new PtxBitFunction(d, a, b, a, (p, q, _) => Product(p, q, type, part)),
        };
    }

    /// <summary>mad.lo, mad.hi, mad.wide</summary>
    public static PtxOperation MultiplyAdd(PtxDecoder x)
    {
        var part = x.TakeAny("lo", "hi", "wide") ?? throw x.Error("'.lo', '.hi' or '.wide' is missing");
        var saturate = x.Take("sat");
        var type = IntegerType(x);
        x.Operands(4);
        var sum = part == "wide" ? Double(x, type) : type;
        var (d, a, b, c) = (x.Destination(0, sum), x.Source(1, type), x.Source(2, type), x.Source(3, sum));
        if (saturate && !(part == "hi" && type is { Bytes: 4, IsSigned: true }))
            throw x.Error("only mad.hi.sat.s32 saturates");
        return (part, type.Bytes, saturate) switch
        {
            ("lo", 4, _) => new PtxTernary<uint, PtxProductSum<uint>>(d, a, b, c),
            ("lo", 8, _) => new PtxTernary<ulong, PtxProductSum<ulong>>(d, a, b, c),
            (_, _, true) => new PtxBitFunction(d, a, b, c, (p, q, r) => (uint)Math.Clamp((long)(int)Product(p, q, type, part) + (int)r, int.MinValue, int.MaxValue)),
            _ => new PtxBitFunction(d, a, b, c, (p, q, r) => Product(p, q, type, part) + r),
        };
    }

    /// <summary>div: by zero PTX leaves the result open; here all bits are set, as devices do.</summary>
    public static PtxOperation Divide(PtxDecoder x) => Function(x, (type, a, b) => Quotient(type, a, b));

    /// <summary>rem: by zero PTX leaves the result open; here it is the dividend, as devices do.</summary>
    public static PtxOperation Remainder(PtxDecoder x) => Function(x, (type, a, b) => Rest(type, a, b));

    /// <summary>neg</summary>
    public static PtxOperation Negate(PtxDecoder x) => Single(x, (_, a) => 0 - a);

    /// <summary>abs; of the least number that number itself.</summary>
    public static PtxOperation Absolute(PtxDecoder x) => Single(x, (type, a) => (long)Read(a, type) < 0 ? 0 - a : a);

    /// <summary>min</summary>
    public static PtxOperation Minimum(PtxDecoder x) => Extreme(x, smaller: true);

    /// <summary>max</summary>
    public static PtxOperation Maximum(PtxDecoder x) => Extreme(x, smaller: false);

    /// <summary>The value of a register's bits as 64 bits: sign or zeros above the type's.</summary>
    public static ulong Read(ulong bits, PtxType type) => (type.Bytes, type.IsSigned) switch
    {
        (1, true) => (ulong)(sbyte)bits,
        (2, true) => (ulong)(short)bits,
        (4, true) => (ulong)(int)bits,
        (1, false) => (byte)bits,
        (2, false) => (ushort)bits,
        (4, false) => (uint)bits,
        _ => bits,
    };

    private static PtxType IntegerType(PtxDecoder x)
    {
        var type = x.Type();
        return type.Kind is PtxKind.Signed or PtxKind.Unsigned && type.Bytes >= 2 ? type : throw x.Error($"type {type} is not an integer of 16 to 64 bits");
    }

    private static PtxType Double(PtxDecoder x, PtxType type) =>
        type.Bytes < 8 ? type with { Bytes = type.Bytes * 2 } : throw x.Error("a wide product of 64 bits does not exist");

    private static PtxOperation Wrapping(
        PtxDecoder x, PtxType type, Func<ulong, ulong, ulong> narrow, Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of32, Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of64)
    {
        x.Operands(3);
        var (d, a, b) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type));
        return type.Bytes switch { 4 => of32(d, a, b), 8 => of64(d, a, b), _ => new PtxBitFunction(d, a, b, a, (p, q, _) => (ushort)narrow(p, q)) };
    }

    private static PtxOperation Saturating(PtxDecoder x, PtxType type, Func<long, long, long> f)
    {
        if (type is not { Bytes: 4, IsSigned: true }) throw x.Error("only .s32 saturates");
        x.Operands(3);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, type), a, x.Source(2, type), a,
            (p, q, _) => (uint)Math.Clamp(f((int)p, (int)q), int.MinValue, int.MaxValue));
    }

    private static PtxOperation Function(PtxDecoder x, Func<PtxType, ulong, ulong, ulong> f)
    {
        var type = IntegerType(x);
        x.Operands(3);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, type), a, x.Source(2, type), a, (p, q, _) => f(type, p, q));
    }

    private static PtxOperation Single(PtxDecoder x, Func<PtxType, ulong, ulong> f)
    {
        var type = IntegerType(x);
        if (!type.IsSigned) throw x.Error($"type {type} has no sign");
        x.Operands(2);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, type), a, a, a, (p, _, _) => f(type, p));
    }

    private static PtxOperation Extreme(PtxDecoder x, bool smaller)
    {
        var type = IntegerType(x);
        x.Operands(3);
        var (d, a, b) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type));
        return (type.Bytes, type.IsSigned, smaller) switch
        {
            (4, true, true) => new PtxBinary<int, PtxSmaller<int>>(d, a, b),
            (4, true, false) => new PtxBinary<int, PtxLarger<int>>(d, a, b),
            (4, false, true) => new PtxBinary<uint, PtxSmaller<uint>>(d, a, b),
            (4, false, false) => new PtxBinary<uint, PtxLarger<uint>>(d, a, b),
            (8, true, true) => new PtxBinary<long, PtxSmaller<long>>(d, a, b),
            (8, true, false) => new PtxBinary<long, PtxLarger<long>>(d, a, b),
            (8, false, true) => new PtxBinary<ulong, PtxSmaller<ulong>>(d, a, b),
            (8, false, false) => new PtxBinary<ulong, PtxLarger<ulong>>(d, a, b),
            _ => new PtxBitFunction(d, a, b, a, (p, q, _) =>
            {
                var less = type.IsSigned ? (short)p < (short)q : (ushort)p < (ushort)q;
                return less == smaller ? p : q;
            }),
        };
    }

    private static ulong Product(ulong a, ulong b, PtxType type, string part)
    {
        var product = type.IsSigned
            ? (UInt128)((Int128)(long)Read(a, type) * (long)Read(b, type))
            : (UInt128)Read(a, type) * Read(b, type);
        return (ulong)(part == "hi" ? product >> type.Bits : product);
    }

    private static ulong Quotient(PtxType type, ulong a, ulong b)
    {
        (a, b) = (Read(a, type), Read(b, type));
        if (b == 0) return ulong.MaxValue;
        return !type.IsSigned ? a / b : b == ulong.MaxValue ? 0 - a : (ulong)((long)a / (long)b);
    }

    private static ulong Rest(PtxType type, ulong a, ulong b)
    {
        (a, b) = (Read(a, type), Read(b, type));
        if (b == 0) return a;
        return !type.IsSigned ? a % b : b == ulong.MaxValue ? 0 : (ulong)((long)a % (long)b);
    }
}
