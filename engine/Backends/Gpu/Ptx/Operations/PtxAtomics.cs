using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>atom and red: read, compute, write back, lane after lane in order.</summary>
internal static class PtxAtomics
{
    /// <summary>atom: also gives the old value.</summary>
    public static PtxOperation Atomic(PtxDecoder x) => Decode(x, returns: true);

    /// <summary>red: gives nothing.</summary>
    public static PtxOperation Reduction(PtxDecoder x) => Decode(x, returns: false);

    private static PtxOperation Decode(PtxDecoder x, bool returns)
    {
        // ILGPU writes the operation before the space (atom.add.global.u32), the manual after it.
        var name = Name(x);
        x.TakeAny("relaxed", "acquire", "release", "acq_rel");
        x.TakeAny("gpu", "cta", "sys");
        var space = x.TakeAny("global", "shared") switch { "global" => PtxSpace.Global, "shared" => PtxSpace.Shared, _ => PtxSpace.Generic };
        name ??= Name(x) ?? throw x.Error("the operation is missing or not known");
        var type = x.Type();
        var first = returns ? 1 : 0;
        x.Operands(first + (name == "cas" ? 3 : 2));
        var f = Function(x, name, type);
        if (space != PtxSpace.Shared) x.Assembler.HasGlobalAtomics = true;
        var address = PtxMemoryAccess.Address(x, first, space);
        var b = x.Source(first + 1, type);
        var c = name == "cas" ? x.Source(first + 2, type) : b;
        PtxSlot? d = returns ? x.Destination(0, type) : null;
        return space switch
        {
            PtxSpace.Global => new PtxAtomic<PtxGlobalSpace>(d, address, b, c, type.Bytes, f),
            PtxSpace.Shared => new PtxAtomic<PtxSharedSpace>(d, address, b, c, type.Bytes, f),
            _ => new PtxAtomic<PtxGenericSpace>(d, address, b, c, type.Bytes, f),
        };
    }

    private static string? Name(PtxDecoder x) =>
        x.TakeAny("add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec");

    private static Func<ulong, ulong, ulong, ulong> Function(PtxDecoder x, string name, PtxType type)
    {
        if (type.Bytes < 4) throw x.Error($"type {type} has no atomics");
        return (name, type.Kind) switch
        {
            ("add", PtxKind.Float) => type.IsWide
                ? (old, b, _) => BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(old) + BitConverter.UInt64BitsToDouble(b))
                : (old, b, _) => BitConverter.SingleToUInt32Bits(PtxNaN.Canonical(
                    BitConverter.UInt32BitsToSingle((uint)old) + BitConverter.UInt32BitsToSingle((uint)b))),
            ("add", PtxKind.Signed or PtxKind.Unsigned) => (old, b, _) => old + b,
            ("min", PtxKind.Signed) => (old, b, _) => (long)PtxIntegers.Read(b, type) < (long)PtxIntegers.Read(old, type) ? b : old,
            ("max", PtxKind.Signed) => (old, b, _) => (long)PtxIntegers.Read(b, type) > (long)PtxIntegers.Read(old, type) ? b : old,
            ("min", PtxKind.Unsigned) => (old, b, _) => Math.Min(old, b),
            ("max", PtxKind.Unsigned) => (old, b, _) => Math.Max(old, b),
            ("and", PtxKind.Bits) => (old, b, _) => old & b,
            ("or", PtxKind.Bits) => (old, b, _) => old | b,
            ("xor", PtxKind.Bits) => (old, b, _) => old ^ b,
            ("exch", PtxKind.Bits) => (_, b, _) => b,
            ("cas", PtxKind.Bits) => (old, b, c) => old == b ? c : old,
            ("inc", PtxKind.Unsigned) when type.Bytes == 4 => (old, b, _) => old >= b ? 0 : old + 1,
            ("dec", PtxKind.Unsigned) when type.Bytes == 4 => (old, b, _) => old == 0 || old > b ? b : old - 1,
            _ => throw x.Error($"'.{name}' does not exist for {type}"),
        };
    }
}

/// <summary>An atomic operation on 32 or 64 bits.</summary>
internal sealed unsafe class PtxAtomic<S>(
    PtxSlot? d, PtxAddress address, PtxSlot b, PtxSlot c, int bytes, Func<ulong, ulong, ulong, ulong> f) : PtxOperation where S : struct, IPtxSpace
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var place = S.Resolve(warp, this, address.Of(warp, lane), bytes, lane, PtxUse.Atomic);
            var old = bytes == 8 ? *(ulong*)place : *(uint*)place;
            var result = f(old, b.Read(warp, lane), c.Read(warp, lane));
            if (bytes == 8) *(ulong*)place = result;
            else *(uint*)place = (uint)result;
            d?.Write(warp, lane, old);
        }
    }
}
