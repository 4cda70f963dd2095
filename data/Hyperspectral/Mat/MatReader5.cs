using System.Numerics;
using System.Text;

namespace NeuralCore.Data;

/// <summary>MAT version 5 (MATLAB 5 to 7): a 128-byte header, then tagged elements, each a matrix or a zlib stream holding one.</summary>
/// <remarks>MathWorks, "MAT-File Format", chapter 1. A matrix is itself a run of elements: flags, dimensions, name, values.</remarks>
internal static class MatReader5
{
    public const int HeaderLength = 128;

    private const int Matrix = 14, Compressed = 15, Opaque = 17;
    private const int ComplexFlag = 0x800, LogicalFlag = 0x200;

    // Indexed by the array class in the flags; the numeric ones are 6 to 15.
    private static readonly string[] Classes =
    [
        "unknown", "cell", "struct", "object", "char", "sparse", "double", "single", "int8", "uint8",
        "int16", "uint16", "int32", "uint32", "int64", "uint64", "function handle", "opaque",
    ];

    /// <summary>An element's tag: the type and length of the data that follow, and the bytes that fill up to the next element.</summary>
    private readonly record struct Tag(int Type, long Length, int Padding);

    /// <summary>Whether the header ends in version 5 and a mark of the byte order.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head, out bool bigEndian)
    {
        bigEndian = false;
        if (head.Length < HeaderLength) return false;
        bigEndian = head[124..128].SequenceEqual((ReadOnlySpan<byte>)[1, 0, (byte)'M', (byte)'I']);
        return bigEndian || head[124..128].SequenceEqual((ReadOnlySpan<byte>)[0, 1, (byte)'I', (byte)'M']);
    }

    /// <summary>The variables, from a source that stands behind the header.</summary>
    public static IEnumerable<MatVariable> Read(ByteSource source)
    {
        while (source.Remaining > 0)
        {
            var tag = ReadTag(source, padded: false);
            MatVariable? variable;
            if (tag.Type == Compressed)
            {
                var inflated = source.Inflate(tag.Length, "a compressed variable");
                var inner = ReadTag(inflated, padded: false);
                variable = ReadMatrix(Body(inflated, inner));
                inflated.RequireEnd("a compressed variable");
            }
            else
            {
                variable = ReadMatrix(Body(source, tag));
            }
            if (variable is not null) yield return variable;
        }
    }

    private static ByteSource Body(ByteSource source, Tag tag) => tag.Type == Matrix
        ? source.Part(tag.Length, "a variable")
        : throw source.Bad($"expected a variable (element type {Matrix}), found element type {tag.Type}: the file is damaged");

    /// <summary>Null for an empty element, and for the nameless one in which MATLAB keeps its objects.</summary>
    private static MatVariable? ReadMatrix(ByteSource body)
    {
        if (body.Remaining == 0) return null;
        var flags = ReadIntegers(body, 2, "array flags")[0];
        var kind = flags & 0xFF;
        var type = kind < Classes.Length ? Classes[kind] : Classes[0];
        if ((flags & LogicalFlag) != 0) type = "logical";
        if ((flags & ComplexFlag) != 0) type = "complex " + type;
        var extents = kind == Opaque ? [] : ReadIntegers(body, Shape.MaxRank, "dimensions");
        var name = ReadName(body);

        if (extents.Any(extent => extent < 0))
            throw body.Bad($"variable {name} has the impossible dimensions [{string.Join(", ", extents)}]");
        var shape = new Shape(extents.AsSpan(0, Math.Min(extents.Length, Shape.MaxRank)));
        if (extents.Length > Shape.MaxRank) type = $"more than {Shape.MaxRank}-dimensional {type}";
        var readable = kind is >= 6 and <= 15 && (flags & ComplexFlag) == 0 && extents.Length <= Shape.MaxRank;
        var values = readable ? ReadValues(body, kind, shape, $"variable {name} {shape}") : null;
        body.Skip(body.Remaining, $"variable {name}");
        return name.Length == 0 ? null : new MatVariable(body.File, name, type, shape, values);
    }

    private static Array ReadValues(ByteSource body, int kind, Shape shape, string what) => kind switch
    {
        6 => Of<double>(body, shape, what),
        7 => Of<float>(body, shape, what),
        8 => Of<sbyte>(body, shape, what),
        9 => Of<byte>(body, shape, what),
        10 => Of<short>(body, shape, what),
        11 => Of<ushort>(body, shape, what),
        12 => Of<int>(body, shape, what),
        13 => Of<uint>(body, shape, what),
        14 => Of<long>(body, shape, what),
        _ => Of<ulong>(body, shape, what),
    };

    /// <summary>Values of class <typeparamref name="T"/>, which the file may store in a smaller type when they fit it.</summary>
    private static T[] Of<T>(ByteSource body, Shape shape, string what) where T : struct, INumber<T>
    {
        var tag = ReadTag(body);
        var size = StoredSize(tag.Type);
        if (size == 0) throw body.Bad($"{what} is stored as element type {tag.Type}, which is no number type");
        var count = 1L;
        foreach (var extent in shape)
        {
            count *= extent;
            if (count > tag.Length / size && !shape.Contains(0)) break;
        }
        if (count * size != tag.Length)
            throw body.Bad($"{what} is of another size than its {tag.Length} bytes of {size}-byte values: the file is damaged");
        var values = tag.Type switch
        {
            1 => NumericArrays.Read<sbyte, T>(body, count, what),
            2 => NumericArrays.Read<byte, T>(body, count, what),
            3 => NumericArrays.Read<short, T>(body, count, what),
            4 => NumericArrays.Read<ushort, T>(body, count, what),
            5 => NumericArrays.Read<int, T>(body, count, what),
            6 => NumericArrays.Read<uint, T>(body, count, what),
            7 => NumericArrays.Read<float, T>(body, count, what),
            9 => NumericArrays.Read<double, T>(body, count, what),
            12 => NumericArrays.Read<long, T>(body, count, what),
            _ => NumericArrays.Read<ulong, T>(body, count, what),
        };
        return ColumnMajor.ToRowMajor(values, shape);
    }

    private static int StoredSize(int type) => type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 or 12 or 13 => 8, _ => 0 };

    /// <summary>At least two integers, and of more than <paramref name="most"/> one too many, so that the caller sees it.</summary>
    private static int[] ReadIntegers(ByteSource body, int most, string what)
    {
        var tag = ReadTag(body);
        if (tag.Type is not (5 or 6) || tag.Length % 4 != 0 || tag.Length < 8)
            throw body.Bad($"expected {what}, found element type {tag.Type} of {tag.Length} bytes: the file is damaged");
        body.Require(tag.Length, what);
        var values = new int[Math.Min(tag.Length / 4, most + 1)];
        for (var i = 0; i < values.Length; i++) values[i] = body.Int32(what);
        body.Skip(tag.Length - 4L * values.Length + tag.Padding, what);
        return values;
    }

    private static string ReadName(ByteSource body)
    {
        var tag = ReadTag(body);
        if (tag.Type is not (1 or 2 or 16))
            throw body.Bad($"expected a variable's name, found element type {tag.Type}: the file is damaged");
        var name = Encoding.UTF8.GetString(body.Take(tag.Length, "a variable's name"));
        body.Skip(tag.Padding, "a variable's name");
        return name;
    }

    /// <summary>A tag of eight bytes; or four, with the length in its upper half and the data in the four bytes that follow.</summary>
    /// <remarks>Elements inside a matrix begin at multiples of eight bytes; the last one's padding may be missing.</remarks>
    private static Tag ReadTag(ByteSource source, bool padded = true)
    {
        const string what = "an element's tag";
        source.Require(8, what);
        var type = source.Int32(what);
        if (type >>> 16 is var length and not 0)
        {
            if (length > 4) throw source.Bad($"a small element claims {length} bytes; it holds at most 4: the file is damaged");
            return new Tag(type & 0xFFFF, length, 4 - length);
        }
        var bytes = (uint)source.Int32(what);
        var padding = padded ? (int)(-bytes & 7) : 0;
        return new Tag(type, bytes, (int)Math.Min(padding, Math.Max(0, source.Remaining - bytes)));
    }
}
