namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>setp, selp, testp.</summary>
internal static class PtxComparisons
{
    /// <summary>
    /// setp.rel{.and|.or|.xor}{.ftz}.type p{|q}, a, b{, c}. A relation with a NaN does not hold, except the unordered ones (equ, neu, ltu …),
    /// which then do.
    /// </summary>
    public static PtxOperation SetPredicate(PtxDecoder x)
    {
        var name = x.TakeAny(
            "eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan")
            ?? throw x.Error("the relation is missing or not known");
        var combine = Combination(x.TakeAny("and", "or", "xor"));
        var flush = x.Take("ftz");
        var type = x.Type();
        x.Operands(combine is null ? 3 : 4);
        if (type.Kind == PtxKind.Predicate || type.Bytes < 2) throw x.Error($"type {type} cannot be compared");
        if (type.Kind == PtxKind.Bits && name is not ("eq" or "ne"))
            throw x.Error($"bits have no order; '.{name}' needs a number type");
        var relation = Relation.Of(x, name, type);
        var (a, b) = relation.Swapped ? (x.Source(2, type), x.Source(1, type)) : (x.Source(1, type), x.Source(2, type));
        var target = x.Operand(0);
        var (p, q) = target.Kind == PtxOperandKind.Group && target.Items is [var first, var second]
            ? (x.PredicateDestination(first), x.PredicateDestination(second))
            : (x.PredicateDestination(target), (int?)null);
        return new PtxSetPredicate(Comparison(relation.Kind, type, flush, a, b), relation.Negated, p, q, combine is null
            ? 0
            : x.PredicateSource(3), combine);
    }

    /// <summary>selp</summary>
    public static PtxOperation Select(PtxDecoder x)
    {
        var type = x.Type();
        x.Operands(4);
        if (type.Bytes < 2) throw x.Error($"type {type} cannot be selected");
        var (d, a, b, p) = (x.Destination(0, type), x.Source(1, type), x.Source(2, type), x.PredicateSource(3));
        return type.IsWide ? new PtxSelect<ulong>(d, a, b, p) : new PtxSelect<uint>(d, a, b, p);
    }

    /// <summary>testp; a zero counts as normal.</summary>
    public static PtxOperation Test(PtxDecoder x)
    {
        var property = x.TakeAny("finite", "infinite", "number", "notanumber", "normal", "subnormal")
            ?? throw x.Error("the property is missing or not known");
        var type = x.Type();
        if (!type.IsFloat || type.Bytes < 4) throw x.Error($"type {type} is not .f32 or .f64");
        x.Operands(2);
        var a = x.Source(1, type);
        return new PtxSetPredicate(new PtxBitComparison(a, a, (bits, _) => Has(property, Float(bits, type, flush: false), type)), false,
            x.PredicateDestination(x.Operand(0)), null, 0, null);
    }

    private static bool Has(string property, double value, PtxType type)
    {
        var subnormal = type.IsWide ? double.IsSubnormal(value) : float.IsSubnormal((float)value);
        return property switch
        {
            "finite" => double.IsFinite(value),
            "infinite" => double.IsInfinity(value),
            "number" => !double.IsNaN(value),
            "notanumber" => double.IsNaN(value),
            "normal" => double.IsFinite(value) && !subnormal,
            _ => subnormal,
        };
    }

    private static Func<uint, uint, uint>? Combination(string? name) => name switch
    {
        "and" => (a, b) => a & b,
        "or" => (a, b) => a | b,
        "xor" => (a, b) => a ^ b,
        _ => null,
    };

    private static PtxComparison Comparison(string relation, PtxType type, bool flush, PtxSlot a, PtxSlot b) => (type.Kind, type.Bytes) switch
    {
        (PtxKind.Float, 4) when !flush => Vector<float>(relation, a, b),
        (PtxKind.Float, 8) => Vector<double>(relation, a, b),
        (PtxKind.Signed, 4) => Vector<int>(relation, a, b),
        (PtxKind.Signed, 8) => Vector<long>(relation, a, b),
        (_, 4) when !type.IsFloat => Vector<uint>(relation, a, b),
        (_, 8) => Vector<ulong>(relation, a, b),
        (PtxKind.Float, _) => new PtxBitComparison(a, b, (p, q) => Holds(relation, Float(p, type, flush), Float(q, type, flush))),
        _ => new PtxBitComparison(a, b, (p, q) => Holds(relation, (long)PtxIntegers.Read(p, type), (long)PtxIntegers.Read(q, type))),
    };

    private static PtxComparison Vector<T>(string relation, PtxSlot a, PtxSlot b) where T : unmanaged => relation switch
    {
        "lt" => new PtxVectorComparison<T, PtxLess<T>>(a, b),
        "le" => new PtxVectorComparison<T, PtxLessOrEqual<T>>(a, b),
        "eq" => new PtxVectorComparison<T, PtxEqual<T>>(a, b),
        "num" => new PtxVectorComparison<T, PtxOrdered<T>>(a, b),
        _ => new PtxVectorComparison<T, PtxLessOrGreater<T>>(a, b),
    };

    private static bool Holds(string relation, double a, double b) => relation switch
    {
        "lt" => a < b,
        "le" => a <= b,
        "eq" => a == b,
        "num" => !double.IsNaN(a) && !double.IsNaN(b),
        _ => a < b || a > b,
    };

    // Half and single precision are exact in double.
    private static double Float(ulong bits, PtxType type, bool flush)
    {
        var value = type.Bytes switch
        {
            2 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            4 => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
        return flush && type.Bytes == 4 && float.IsSubnormal((float)value) ? 0 : value;
    }

    // All relations from five: by swapping the operands, and by negation (which is what makes one unordered).
    private readonly record struct Relation(string Kind, bool Swapped, bool Negated)
    {
        public static Relation Of(PtxDecoder x, string name, PtxType type)
        {
            var unordered = name is "equ" or "neu" or "ltu" or "leu" or "gtu" or "geu" or "num" or "nan";
            if (unordered && !type.IsFloat) throw x.Error($"'.{name}' is for floating numbers");
            if (name is "lo" or "ls" or "hi" or "hs" && type.Kind != PtxKind.Unsigned)
                throw x.Error($"'.{name}' is for unsigned numbers");
            return name switch
            {
                "eq" => new("eq", false, false),
                "ne" when type.IsFloat => new("ne", false, false),
                "ne" or "neu" => new("eq", false, true),
                "lt" or "lo" => new("lt", false, false),
                "le" or "ls" => new("le", false, false),
                "gt" or "hi" => new("lt", true, false),
                "ge" or "hs" => new("le", true, false),
                "equ" => new("ne", false, true),
                "ltu" => new("le", true, true),
                "leu" => new("lt", true, true),
                "gtu" => new("le", false, true),
                "geu" => new("lt", false, true),
                "num" => new("num", false, false),
                _ => new("num", false, true),
            };
        }
    }
}
