using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Instructions on bits.</summary>
internal static class PtxBitwise
{
    /// <summary>and</summary>
    public static PtxOperation And(PtxDecoder x) => Logic(x, (a, b) => a & b,
        static (d, a, b) => new PtxBinary<uint, PtxBitAnd<uint>>(d, a, b),
        static (d, a, b) => new PtxBinary<ulong, PtxBitAnd<ulong>>(d, a, b));

    /// <summary>or</summary>
    public static PtxOperation Or(PtxDecoder x) => Logic(x, (a, b) => a | b,
        static (d, a, b) => new PtxBinary<uint, PtxBitOr<uint>>(d, a, b),
        static (d, a, b) => new PtxBinary<ulong, PtxBitOr<ulong>>(d, a, b));

    /// <summary>xor</summary>
    public static PtxOperation Xor(PtxDecoder x) => Logic(x, (a, b) => a ^ b,
        static (d, a, b) => new PtxBinary<uint, PtxBitXor<uint>>(d, a, b),
        static (d, a, b) => new PtxBinary<ulong, PtxBitXor<ulong>>(d, a, b));

    /// <summary>not</summary>
    public static PtxOperation Not(PtxDecoder x)
    {
        var type = x.Type();
        x.Operands(2);
        if (type.Kind == PtxKind.Predicate)
            return new PtxPredicateFunction(x.PredicateDestination(x.Operand(0)), x.PredicateSource(1), PtxKernel.TruePredicate, (a, b) => a ^ b);
        var (d, a) = (x.Destination(0, Bits(x, type)), x.Source(1, type));
        return type.IsWide ? new PtxUnary<ulong, PtxBitNot<ulong>>(d, a) : new PtxUnary<uint, PtxBitNot<uint>>(d, a);
    }

    /// <summary>shl</summary>
    public static PtxOperation ShiftLeft(PtxDecoder x)
    {
        var type = Bits(x, x.Type());
        var (d, a, b) = ShiftOperands(x, type);
        return type.Bytes switch
        {
            8 => new PtxShift<ulong, PtxLeft<ulong>>(d, a, b),
            4 => new PtxShift<uint, PtxLeft<uint>>(d, a, b),
            _ => new PtxBitFunction(d, a, b, a, (p, q, _) => PtxLeft<ushort>.Invoke((ushort)p, (uint)q)),
        };
    }

    /// <summary>shr: .u and .b bring zeros, .s the sign.</summary>
    public static PtxOperation ShiftRight(PtxDecoder x)
    {
        var type = x.Type();
        var (d, a, b) = ShiftOperands(x, type);
        return (type.Kind, type.Bytes) switch
        {
            (PtxKind.Signed, 8) => new PtxShift<long, PtxRight<long>>(d, a, b),
            (PtxKind.Signed, 4) => new PtxShift<int, PtxRight<int>>(d, a, b),
            (PtxKind.Signed, 2) => new PtxBitFunction(d, a, b, a, (p, q, _) => (ushort)PtxRight<short>.Invoke((short)p, (uint)q)),
            (PtxKind.Unsigned or PtxKind.Bits, 8) => new PtxShift<ulong, PtxRight<ulong>>(d, a, b),
            (PtxKind.Unsigned or PtxKind.Bits, 4) => new PtxShift<uint, PtxRight<uint>>(d, a, b),
            (PtxKind.Unsigned or PtxKind.Bits, 2) => new PtxBitFunction(d, a, b, a, (p, q, _) => PtxRight<ushort>.Invoke((ushort)p, (uint)q)),
            _ => throw x.Error($"type {type} cannot be shifted"),
        };
    }

    /// <summary>shf.l, shf.r: 32 bits out of the 64 of (b, a), the amount taken modulo 32 (.wrap) or at most 32 (.clamp).</summary>
    public static PtxOperation FunnelShift(PtxDecoder x)
    {
        var left = (x.TakeAny("l", "r") ?? throw x.Error("'.l' or '.r' is missing")) == "l";
        var wrap = (x.TakeAny("wrap", "clamp") ?? throw x.Error("'.wrap' or '.clamp' is missing")) == "wrap";
        var type = x.Type();
        if (type is not { Kind: PtxKind.Bits, Bytes: 4 }) throw x.Error("a funnel shift has type .b32");
        x.Operands(4);
        return new PtxBitFunction(x.Destination(0, type), x.Source(1, type), x.Source(2, type), x.Source(3, type), (a, b, c) =>
        {
            var amount = (int)(wrap ? c & 31 : Math.Min(c, 32));
            var both = b << 32 | a;
            return left ? both << amount >> 32 : both >> amount;
        });
    }

    /// <summary>popc</summary>
    public static PtxOperation CountOnes(PtxDecoder x) => Count(x, (a, _) => (ulong)BitOperations.PopCount(a));

    /// <summary>clz</summary>
    public static PtxOperation CountLeadingZeros(PtxDecoder x) => Count(x, (a, type) =>
        (ulong)(BitOperations.LeadingZeroCount(a) - (64 - type.Bits)));

    /// <summary>brev</summary>
    public static PtxOperation Reverse(PtxDecoder x)
    {
        var type = Bits(x, x.Type());
        x.Operands(2);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, type), a, a, a, (p, _, _) =>
        {
            var reversed = 0ul;
            for (var i = 0; i < type.Bits; i++) reversed |= (p >> i & 1) << (type.Bits - 1 - i);
            return reversed;
        });
    }

    /// <summary>bfe: c bits of a from bit b on; with a sign type the topmost of them is repeated.</summary>
    public static PtxOperation Extract(PtxDecoder x)
    {
        var type = x.Type();
        var amount = new PtxType(PtxKind.Unsigned, 4);
        if (type.Kind is not (PtxKind.Signed or PtxKind.Unsigned) || type.Bytes < 4)
            throw x.Error($"type {type} is not an integer of 32 or 64 bits");
        x.Operands(4);
        return new PtxBitFunction(x.Destination(0, type), x.Source(1, type), x.Source(2, amount), x.Source(3, amount), (a, b, c) =>
        {
            var (start, length) = ((int)(b & 255), (int)(c & 255));
            if (length == 0) return 0;
            var value = (Int128)(type.IsSigned ? (Int128)(long)PtxIntegers.Read(a, type) : (Int128)PtxIntegers.Read(a, type));
            var field = value >> Math.Min(start, 127);
            var unused = 128 - Math.Min(length, 128);
            return (ulong)(type.IsSigned ? field << unused >> unused : field << unused >>> unused);
        });
    }

    /// <summary>bfi: d lower bits of a put into b from bit c on.</summary>
    public static PtxOperation Insert(PtxDecoder x)
    {
        var type = Bits(x, x.Type());
        x.Operands(5);
        var length = x.Operand(4);
        if (length.Kind != PtxOperandKind.Immediate) throw x.Error("the length of a field must be a number");
        var amount = new PtxType(PtxKind.Unsigned, 4);
        var bits = (int)(length.Value & 255);
        return new PtxBitFunction(x.Destination(0, type), x.Source(1, type), x.Source(2, type), x.Source(3, amount), (a, b, c) =>
        {
            var start = (int)(c & 255);
            if (start >= type.Bits || bits == 0) return b;
            var mask = (bits >= 64 ? ulong.MaxValue : (1ul << bits) - 1) << start;
            return b & ~mask | a << start & mask;
        });
    }

    /// <summary>lop3: a function of three bits, given as its table of eight.</summary>
    public static PtxOperation Lookup(PtxDecoder x)
    {
        var type = x.Type();
        if (type is not { Kind: PtxKind.Bits, Bytes: 4 }) throw x.Error("lop3 has type .b32");
        x.Operands(5);
        var table = x.Operand(4).Value;
        return new PtxBitFunction(x.Destination(0, type), x.Source(1, type), x.Source(2, type), x.Source(3, type), (a, b, c) =>
        {
            var result = 0ul;
            for (var i = 0; i < 8; i++)
                if ((table >> i & 1) != 0)
                    result |= ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
            return result;
        });
    }

    private static PtxType Bits(PtxDecoder x, PtxType type) =>
        type.Kind == PtxKind.Bits && type.Bytes >= 2 ? type : throw x.Error($"type {type} is not bits");

    private static PtxOperation Logic(
        PtxDecoder x, Func<uint, uint, uint> ofPredicates, Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of32, Func<PtxSlot, PtxSlot, PtxSlot, PtxOperation> of64)
    {
        var type = x.Type();
        x.Operands(3);
        if (type.Kind == PtxKind.Predicate)
            return new PtxPredicateFunction(x.PredicateDestination(x.Operand(0)), x.PredicateSource(1), x.PredicateSource(2), ofPredicates);
        var (d, a, b) = (x.Destination(0, Bits(x, type)), x.Source(1, type), x.Source(2, type));
        return type.IsWide ? of64(d, a, b) : of32(d, a, b);
    }

    private static (PtxSlot D, PtxSlot A, PtxSlot B) ShiftOperands(PtxDecoder x, PtxType type)
    {
        x.Operands(3);
        return (x.Destination(0, type), x.Source(1, type), x.Source(2, new(PtxKind.Unsigned, 4)));
    }

    private static PtxOperation Count(PtxDecoder x, Func<ulong, PtxType, ulong> f)
    {
        var type = x.Type();
        if (type.Kind != PtxKind.Bits || type.Bytes < 4) throw x.Error($"type {type} is not .b32 or .b64");
        x.Operands(2);
        var a = x.Source(1, type);
        return new PtxBitFunction(x.Destination(0, new(PtxKind.Unsigned, 4)), a, a, a, (p, _, _) => f(p, type));
    }
}
