using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NeuralCore.Data;

/// <summary>MAT version 4: a run of matrices, each a header of five integers, a name, and values column by column.</summary>
/// <remarks>MathWorks, "MAT-File Format", chapter 2: the first integer reads MOPT in decimal: machine, 0, precision, type.</remarks>
internal static class MatReader4
{
    private static readonly string[] Types = ["double", "single", "int32", "int16", "uint16", "uint8"];

    /// <summary>Whether the first four bytes can open a version-4 file, and of which byte order.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head, out bool bigEndian)
    {
        bigEndian = false;
        if (head.Length < 4) return false;
        var (little, big) = (BinaryPrimitives.ReadUInt32LittleEndian(head), BinaryPrimitives.ReadUInt32BigEndian(head));
        bigEndian = big / 1000 == 1 && IsHeader((int)(big % 1000));
        return bigEndian || little < 1000 && IsHeader((int)little);

        static bool IsHeader(int opt) => opt / 100 == 0 && opt / 10 % 10 < Types.Length && opt % 10 <= 2;
    }

    public static IEnumerable<MatVariable> Read(ByteSource source)
    {
        while (source.Remaining > 0) yield return ReadMatrix(source);
    }

    private static MatVariable ReadMatrix(ByteSource source)
    {
        const string what = "a version-4 matrix header";
        source.Require(20, what);
        var mopt = source.Int32(what);
        var (precision, kind) = (mopt / 10 % 10, mopt % 10);
        if (mopt - (source.BigEndian ? 1000 : 0) is < 0 or > 99 || precision >= Types.Length || kind > 2)
            throw source.Bad($"expected {what}, found the number {mopt}: the file is damaged");
        var (rows, columns) = (source.Int32(what), source.Int32(what));
        var isComplex = source.Int32(what) != 0;
        var nameLength = source.Int32(what);
        if (rows < 0 || columns < 0) throw source.Bad($"{what} gives the impossible size {rows} × {columns}");
        var name = Encoding.Latin1.GetString(source.Take(nameLength, "a variable's name")).TrimEnd('\0');

        var count = (long)rows * columns;
        var shape = new Shape(rows, columns);
        var type = kind switch { 1 => "char", 2 => "sparse", _ => (isComplex ? "complex " : "") + Types[precision] };
        if (kind == 0 && !isComplex)
        {
            var values = ReadValues(source, precision, count, $"variable {name} {shape}", shape);
            return new MatVariable(source.File, name, type, shape, values);
        }
        var bytes = ByteCount(count, precision);
        source.Skip(bytes, $"variable {name} {shape}");
        if (isComplex) source.Skip(bytes, $"variable {name} {shape}");
        return new MatVariable(source.File, name, type, shape, null);
    }

    private static Array ReadValues(ByteSource source, int precision, long count, string what, Shape shape)
    {
        source.Require(ByteCount(count, precision), what);
        return precision switch
        {
            0 => Of<double>(),
            1 => Of<float>(),
            2 => Of<int>(),
            3 => Of<short>(),
            4 => Of<ushort>(),
            _ => Of<byte>(),
        };

        T[] Of<T>() where T : unmanaged, INumber<T> =>
            ColumnMajor.ToRowMajor(NumericArrays.Read<T, T>(source, count, what), shape);
    }

    private static long ByteCount(long count, int precision) =>
        (long)Int128.Min((Int128)count * precision switch { 0 => 8, 1 or 2 => 4, 3 or 4 => 2, _ => 1 }, long.MaxValue);
}
