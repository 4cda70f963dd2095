namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>How the bits of a PTX value are read.</summary>
internal enum PtxKind
{
    Predicate,
    Bits,
    Unsigned,
    Signed,
    Float,
}

/// <summary>A fundamental type of PTX, such as <c>.s32</c>: how its bits are read, and its size in bytes (0 for a predicate).</summary>
internal readonly record struct PtxType(PtxKind Kind, int Bytes)
{
    /// <summary>Whether a register of this type takes 64-bit lanes; all narrower ones take 32-bit lanes.</summary>
    public bool IsWide => Bytes == 8;

    /// <summary>Whether this is a floating type.</summary>
    public bool IsFloat => Kind == PtxKind.Float;

    /// <summary>Whether this is a signed integer.</summary>
    public bool IsSigned => Kind == PtxKind.Signed;

    /// <summary>The number of bits.</summary>
    public int Bits => Bytes * 8;

    /// <summary>Reads a type's name without its dot, or returns null when the name is not one.</summary>
    public static PtxType? Parse(string name) => name switch
    {
        "pred" => new(PtxKind.Predicate, 0),
        "b8" => new(PtxKind.Bits, 1),
        "b16" => new(PtxKind.Bits, 2),
        "b32" => new(PtxKind.Bits, 4),
        "b64" => new(PtxKind.Bits, 8),
        "u8" => new(PtxKind.Unsigned, 1),
        "u16" => new(PtxKind.Unsigned, 2),
        "u32" => new(PtxKind.Unsigned, 4),
        "u64" => new(PtxKind.Unsigned, 8),
        "s8" => new(PtxKind.Signed, 1),
        "s16" => new(PtxKind.Signed, 2),
        "s32" => new(PtxKind.Signed, 4),
        "s64" => new(PtxKind.Signed, 8),
        "f16" => new(PtxKind.Float, 2),
        "f32" => new(PtxKind.Float, 4),
        "f64" => new(PtxKind.Float, 8),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        PtxKind.Predicate => ".pred",
        PtxKind.Bits => $".b{Bits}",
        PtxKind.Unsigned => $".u{Bits}",
        PtxKind.Signed => $".s{Bits}",
        _ => $".f{Bits}",
    };
}
