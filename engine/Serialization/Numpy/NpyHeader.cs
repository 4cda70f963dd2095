using System.Buffers.Binary;
using System.Text;

namespace NeuralCore.Serialization;

/// <summary>The start of an npy file (NumPy's numpy.lib.format, versions 1 to 3): a signature, a length, and the text of a Python dict with descr, fortran_order and shape.</summary>
internal sealed record NpyHeader(NumericType Type, bool BigEndian, bool FortranOrder, Shape Shape, long DataOffset)
{
    // A header of eight extents takes 300 characters; what is longer describes something else.
    private const int MaxLength = ushort.MaxValue;

    public static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(ByteSource source)
    {
        if (!source.StartsWith(Signature))
            throw source.Error(0, "this is no npy file: it does not begin with \\x93NUMPY");
        Span<byte> start = stackalloc byte[12];
        source.Read(0, start[..10], "the npy header");
        var major = start[6];
        if (major is < 1 or > 3 || start[7] != 0)
            throw source.Error(6, $"npy version {major}.{start[7]} is unknown; expected 1.0, 2.0 or 3.0");
        var textOffset = major == 1 ? 10 : 12;
        source.Read(0, start[..textOffset], "the npy header");
        var length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxLength)
            throw source.Error(8, $"the npy header states {length} characters; at most {MaxLength} are read");
        var bytes = source.Read(textOffset, length, "the npy header");
        var fields = new NpyFields(source, textOffset, Encoding.Latin1.GetString(bytes));
        var (type, bigEndian) = ParseType(fields);
        var shape = Extents.ToShape(fields.Extents, type, source, textOffset);
        return new NpyHeader(type, bigEndian, fields.FortranOrder, shape, textOffset + length);
    }

    /// <summary>The header of a little-endian row-major array, padded with blanks so that the data begin at a multiple of 64, as numpy.save has it.</summary>
    public static byte[] Write(NumericType type, Shape shape)
    {
        var extents = string.Join(", ", shape);
        if (shape.Rank == 1) extents += ",";
        var text = $"{{'descr': '{NpyTypes.Name(type)}', 'fortran_order': False, 'shape': ({extents}), }}";
        var length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        var header = new byte[10 + length];
        Signature.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", header.AsSpan(10));
        return header;
    }

    private static (NumericType Type, bool BigEndian) ParseType(NpyFields fields)
    {
        var descr = fields.Descr;
        if (descr.Length > 1 && descr[0] is '<' or '>' or '|' or '=' && NpyTypes.TryParse(descr[1..], out var type)
            && (descr[0] != '|' || type.SizeInBytes() == 1))
            return (type, descr[0] == '>');
        throw fields.Error(descr.Contains('O')
            ? $"dtype '{descr}' holds pickled Python objects, which are never executed; save numbers"
            : $"dtype '{descr}' is not read; expected booleans, integers of 8 to 64 bits or floats of 16 to 64 bits");
    }
}
