namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>mov, cvt, cvta.</summary>
internal static class PtxConversions
{
    /// <summary>mov, of a register, number, special register or a variable's address; also {a, b} packed into or out of a wider register.</summary>
    public static PtxOperation Move(PtxDecoder x)
    {
        var type = x.Type();
        x.Operands(2);
        if (type.Kind == PtxKind.Predicate)
            return new PtxPredicateFunction(x.PredicateDestination(x.Operand(0)), x.PredicateSource(1), PtxKernel.FalsePredicate, (a, _) => a);
        if (type.Bytes < 2) throw x.Error($"type {type} cannot be moved");
        if (x.Operand(0).Kind == PtxOperandKind.Group) return Unpack(x, type);
        if (x.Operand(1).Kind == PtxOperandKind.Group) return Pack(x, type);
        var (d, source) = (x.Destination(0, type), x.Source(1, type));
        return type.IsWide
            ? new PtxUnary<ulong, PtxIdentity<ulong>>(d, source)
            : new PtxUnary<uint, PtxIdentity<uint>>(d, source);
    }

    /// <summary>
    /// cvt{.rounding}{.ftz}{.sat}.to.from. To an integer the value is clamped to its range, and a NaN becomes 0, or, where either
    /// side has 64 bits, the integer that has only its topmost bit; between integers bits are cut off unless .sat clamps them too.
    /// </summary>
    public static PtxOperation Convert(PtxDecoder x)
    {
        var rounding = x.TakeAny("rn", "rz", "rm", "rp", "rni", "rzi", "rmi", "rpi");
        var flush = x.Take("ftz");
        var saturate = x.Take("sat");
        var (to, from) = (x.Type(), x.Type());
        x.Operands(2);
        var (d, a) = (x.Destination(x.Operand(0), to, loose: true), x.Source(x.Operand(1), from, loose: true));
        Check(x, to, from, rounding);
        if (!to.IsFloat && !from.IsFloat && !saturate && Copy(to, from, d, a) is { } copy) return copy;
        var mode = PtxFloatMode.Parse(rounding?[..2]);
        Func<ulong, ulong> convert = (to.IsFloat, from.IsFloat) switch
        {
            (false, false) => bits => Integer(bits, from, to, saturate),
            (true, false) => bits => PtxConvert.OfFloat(PtxConvert.FromInteger(bits, from, to, mode), to, mode, flush, saturate),
            (false, true) => bits => PtxConvert.ToInteger(PtxConvert.Read(bits, from, flush), from, to, mode),
            (true, true) => rounding is { Length: 3 }
                ? bits => PtxConvert.OfFloat(PtxConvert.Whole(PtxConvert.Read(bits, from, flush), mode), to, mode, flush, saturate)
                : bits => PtxConvert.OfFloat(PtxConvert.Read(bits, from, flush), to, mode, flush, saturate),
        };
        return new PtxBitFunction(d, a, a, a, (p, _, _) => convert(p));
    }

    /// <summary>cvta: between an address in a space and a generic one. Global addresses are generic; shared and local have windows.</summary>
    public static PtxOperation ConvertAddress(PtxDecoder x)
    {
        var to = x.Take("to");
        var space = x.TakeAny("global", "shared", "local", "const")
            ?? throw x.Error("the space is missing or not known");
        var type = x.Type();
        if (type is not { Kind: PtxKind.Unsigned, Bytes: 8 }) throw x.Error("addresses have type .u64");
        x.Operands(2);
        var (d, a) = (x.Destination(0, type), x.Source(1, type));
        if (space is "global" or "const") return new PtxUnary<ulong, PtxIdentity<ulong>>(d, a);
        var window = (ulong)(space == "shared" ? PtxMemory.SharedWindow : PtxMemory.LocalWindow) << PtxMemory.WindowBits;
        return new PtxBitFunction(d, a, a, a, to ? (p, _, _) => p - window : (p, _, _) => p + window);
    }

    private static void Check(PtxDecoder x, PtxType to, PtxType from, string? rounding)
    {
        if (to.Kind is PtxKind.Bits or PtxKind.Predicate || from.Kind is PtxKind.Bits or PtxKind.Predicate)
            throw x.Error("only numbers are converted");
        var whole = rounding is { Length: 3 };
        var needsWhole = from.IsFloat && !to.IsFloat;
        var needsRounding = to.IsFloat && (!from.IsFloat || to.Bytes < from.Bytes);
        if (needsWhole && !whole)
            throw x.Error("a rounding to a whole number ('.rni', '.rzi', '.rmi', '.rpi') is missing");
        if (needsRounding && (rounding is null || whole))
            throw x.Error("a rounding ('.rn', '.rz', '.rm', '.rp') is missing");
        if (!needsWhole && !needsRounding && rounding is not null && !(whole && to == from && to.IsFloat))
            throw x.Error($"modifier '.{rounding}' is not known here");
        if (to.IsFloat && to.Bytes == 2 && rounding is not (null or "rn")) throw x.Error(".f16 rounds to nearest only");
    }

    // The common integer conversions without a detour over 64 bits.
    private static PtxOperation? Copy(PtxType to, PtxType from, PtxSlot d, PtxSlot a) => (to.Bytes, from.Bytes, from.IsSigned, d.IsWide, a.IsWide) switch
    {
        (8, 4, true, true, false) => new PtxWiden<int, long>(d, a),
        (8, 4, false, true, false) => new PtxWiden<uint, ulong>(d, a),
        (4, 8, _, false, true) => new PtxNarrow(d, a),
        (4, 4, _, false, false) => new PtxUnary<uint, PtxIdentity<uint>>(d, a),
        (8, 8, _, true, true) => new PtxUnary<ulong, PtxIdentity<ulong>>(d, a),
        _ => null,
    };

    private static ulong Integer(ulong bits, PtxType from, PtxType to, bool saturate)
    {
        var value = PtxIntegers.Read(bits, from);
        if (!saturate) return PtxIntegers.Read(value, to);
        var exact = from.IsSigned ? (Int128)(long)value : (Int128)value;
        var (least, most) = PtxConvert.Range(to);
        return (ulong)Int128.Clamp(exact, least, most);
    }

    private static PtxOperation Pack(PtxDecoder x, PtxType type)
    {
        var part = Part(x, type, x.Operand(1).Items.Length);
        var parts = x.Operand(1).Items.Select(p => x.Source(p, part)).ToArray();
        return new PtxPack(x.Destination(0, type), parts, part.Bits);
    }

    private static PtxOperation Unpack(PtxDecoder x, PtxType type)
    {
        var part = Part(x, type, x.Operand(0).Items.Length);
        var parts = x.Operand(0).Items.Select(p => x.Destination(p, part)).ToArray();
        return new PtxUnpack(parts, x.Source(1, type), part.Bits);
    }

    private static PtxType Part(PtxDecoder x, PtxType type, int count) =>
        type.Kind == PtxKind.Bits && count is 2 or 4 && type.Bytes / count >= 2
            ? new(PtxKind.Bits, type.Bytes / count)
            : throw x.Error($"{count} parts do not make up {type}");
}
