using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>ld and st. Cache hints and .volatile change nothing here.</summary>
internal static class PtxMemoryAccess
{
    /// <summary>ld{.volatile}{.space}{.cache}{.vec}.type</summary>
    public static PtxOperation Load(PtxDecoder x)
    {
        var (space, count, type) = Modifiers(x);
        x.Operands(2);
        PtxSlot[] values = [.. Values(x, 0, count).Select(v => x.Destination(v, type, loose: true))];
        if (space == PtxSpace.Parameter && Parameter(x, 1, count * type.Bytes) is { } offset)
            return Integer(type, new MakeParameter(values, offset));
        return Integer(type, new MakeAccess(space, values, Address(x, 1, space), IsLoad: true));
    }

    /// <summary>st{.volatile}{.space}{.cache}{.vec}.type</summary>
    public static PtxOperation Store(PtxDecoder x)
    {
        var (space, count, type) = Modifiers(x);
        x.Operands(2);
        if (space == PtxSpace.Constant) throw x.Error("constants cannot be written");
        PtxSlot[] values = [.. Values(x, 1, count).Select(v => x.Source(v, type, loose: v.Kind == PtxOperandKind.Register))];
        if (space == PtxSpace.Parameter && Parameter(x, 0, count * type.Bytes) is not null)
            throw x.Error("parameters of an entry cannot be written");
        return Integer(type, new MakeAccess(space, values, Address(x, 0, space), IsLoad: false));
    }

    /// <summary>The slot and offset of an address operand; a variable's name is its place.</summary>
    public static PtxAddress Address(PtxDecoder x, int operand, PtxSpace space)
    {
        var written = x.Operand(operand);
        if (written.Kind != PtxOperandKind.Address) throw x.Error("an address in brackets is expected");
        var origin = written.Items[0];
        var bits = new PtxType(PtxKind.Unsigned, 8);
        if (origin.Kind != PtxOperandKind.Symbol) return new(x.Source(origin, bits, loose: true), written.Value);
        var (place, address) = x.Symbol(origin.Name);
        var expected = space switch { PtxSpace.Constant => PtxSpace.Global, PtxSpace.Parameter => PtxSpace.Local, _ => space };
        if (space == PtxSpace.Generic) address += Window(place.Space);
        else if (place.Space != expected) throw x.Error($"'{origin.Name}' does not lie in that space");
        return new(x.Assembler.Layout.Constant(address, isWide: true), written.Value);
    }

    private static ulong Window(PtxSpace space) => (ulong)(space switch
    {
        PtxSpace.Shared => PtxMemory.SharedWindow,
        PtxSpace.Local => PtxMemory.LocalWindow,
        _ => 0,
    }) << PtxMemory.WindowBits;

    private static (PtxSpace Space, int Count, PtxType Type) Modifiers(PtxDecoder x)
    {
        x.TakeAny("volatile", "relaxed", "weak");
        var space = x.TakeAny("global", "shared", "local", "const", "param") switch
        {
            "global" => PtxSpace.Global,
            "shared" => PtxSpace.Shared,
            "local" => PtxSpace.Local,
            "const" => PtxSpace.Constant,
            "param" => PtxSpace.Parameter,
            _ => PtxSpace.Generic,
        };
        x.TakeAny("ca", "cg", "cs", "lu", "cv", "wb", "wt", "nc");
        var count = x.TakeAny("v2", "v4") switch { "v2" => 2, "v4" => 4, _ => 1 };
        var type = x.Type();
        if (type.Bytes == 0 || type.Bytes * count > 16)
            throw x.Error($"{count} × {type} cannot be loaded or stored at once");
        return (space, count, type);
    }

    private static PtxOperand[] Values(PtxDecoder x, int operand, int count)
    {
        var written = x.Operand(operand);
        var values = written.Kind == PtxOperandKind.Group ? written.Items : [written];
        return values.Length == count ? values : throw x.Error($"{count} values are expected, {values.Length} are given");
    }

    // The offset of an entry's parameter; null for what lies in the frame (a function's parameters and a call's arguments).
    private static int? Parameter(PtxDecoder x, int operand, int size)
    {
        var written = x.Operand(operand);
        if (written.Kind != PtxOperandKind.Address || written.Items[0].Kind != PtxOperandKind.Symbol)
            throw x.Error("a parameter is addressed by its name");
        var (place, _) = x.Symbol(written.Items[0].Name);
        if (written.Value < 0 || written.Value + size > place.Bytes)
            throw x.Error($"offset {written.Value} lies outside parameter '{place.Name}' of {place.Bytes} bytes");
        return place.Space == PtxSpace.Parameter ? place.Offset + (int)written.Value : null;
    }

    private static PtxOperation Integer(PtxType type, IMake make) => (type.Bytes, type.IsSigned) switch
    {
        (1, true) => make.Of<sbyte>(),
        (1, false) => make.Of<byte>(),
        (2, true) => make.Of<short>(),
        (2, false) => make.Of<ushort>(),
        (4, true) => make.Of<int>(),
        (4, false) => make.Of<uint>(),
        _ => make.Of<ulong>(),
    };

    // Makes an operation for the memory's element type.
    private interface IMake
    {
        PtxOperation Of<T>() where T : unmanaged, IBinaryInteger<T>;
    }

    private sealed record MakeParameter(PtxSlot[] Values, int Offset) : IMake
    {
        public PtxOperation Of<T>() where T : unmanaged, IBinaryInteger<T> => new PtxLoadParameter<T>(Values, Offset);
    }

    private sealed record MakeAccess(PtxSpace Space, PtxSlot[] Values, PtxAddress Address, bool IsLoad) : IMake
    {
        public PtxOperation Of<T>() where T : unmanaged, IBinaryInteger<T> => Space switch
        {
            PtxSpace.Global or PtxSpace.Constant => In<PtxGlobalSpace, T>(),
            PtxSpace.Shared => In<PtxSharedSpace, T>(),
            PtxSpace.Local or PtxSpace.Parameter => In<PtxLocalSpace, T>(),
            _ => In<PtxGenericSpace, T>(),
        };

        private PtxOperation In<S, T>() where S : struct, IPtxSpace where T : unmanaged, IBinaryInteger<T> =>
            IsLoad ? new PtxLoad<S, T>(Values, Address) : new PtxStore<S, T>(Values, Address);
    }
}
