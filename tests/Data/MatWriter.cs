using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NeuralCore.Tests.Data;

/// <summary>Writes MAT files of versions 4 and 5 for the reader to read: its own text, so that no mistake is made twice.</summary>
/// <param name="isBig">Whether the numbers are big-endian.</param>
internal sealed class MatWriter(bool isBig)
{
    /// <summary>Class numbers of version 5 beside the element type that MATLAB stores their values in.</summary>
    public static readonly (int Class, int Stored, Type Type)[] Classes =
    [
        (6, 9, typeof(double)), (7, 7, typeof(float)), (8, 1, typeof(sbyte)), (9, 2, typeof(byte)), (10, 3, typeof(short)),
        (11, 4, typeof(ushort)), (12, 5, typeof(int)), (13, 6, typeof(uint)), (14, 12, typeof(long)), (15, 13, typeof(ulong)),
    ];

    public byte[] Version4(string name, int precision, int rows, int columns, object[] values, int kind = 0, bool isComplex = false)
    {
        var bytes = new List<byte>();
        foreach (var number in (int[])[(isBig ? 1000 : 0) + 10 * precision + kind, rows, columns, isComplex ? 1 : 0, name.Length + 1])
            bytes.AddRange(Number(5, number));
        bytes.AddRange(Encoding.ASCII.GetBytes(name + "\0"));
        foreach (var value in values) bytes.AddRange(Number(precision switch { 0 => 9, 1 => 7, 2 => 5, 3 => 3, 4 => 4, _ => 2 }, value));
        return [.. bytes];
    }

    public byte[] Version5(params byte[][] elements)
    {
        var header = Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124) + "\0\0\0\0");
        ((byte[])(isBig ? [1, 0, (byte)'M', (byte)'I'] : [0, 1, (byte)'I', (byte)'M'])).CopyTo(header, 124);
        return [.. header, .. elements.SelectMany(element => element)];
    }

    /// <summary>A matrix element; the values come column by column.</summary>
    public byte[] Matrix(string name, int kind, int[] shape, int stored, object[] values, int flags = 0, bool isSmall = false)
    {
        byte[] body =
        [
            .. Element(6, [.. Number(6, flags << 8 | kind), .. Number(6, 0)]),
            .. Element(5, [.. shape.SelectMany(extent => Number(5, extent))]),
            .. isSmall ? Small(1, Encoding.ASCII.GetBytes(name)) : Element(1, Encoding.ASCII.GetBytes(name)),
            .. isSmall ? Small(stored, [.. values.SelectMany(value => Number(stored, value))]) : Element(stored, [.. values.SelectMany(value => Number(stored, value))]),
        ];
        return Element(14, body);
    }

    public byte[] Compress(byte[] element)
    {
        var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(element);
        return [.. Number(5, 15), .. Number(5, (int)target.Length), .. target.ToArray()];
    }

    public byte[] Element(int type, byte[] data) => [.. Number(5, type), .. Number(5, data.Length), .. data, .. new byte[-data.Length & 7]];

    private byte[] Small(int type, byte[] data) => [.. Number(5, data.Length << 16 | type), .. data, .. new byte[4 - data.Length]];

    public byte[] Number(int stored, object value)
    {
        var bytes = new byte[stored switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, _ => 8 }];
        switch (stored)
        {
            case 7: BinaryPrimitives.WriteSingleLittleEndian(bytes, Convert.ToSingle(value)); break;
            case 9: BinaryPrimitives.WriteDoubleLittleEndian(bytes, Convert.ToDouble(value)); break;
            case 13: BinaryPrimitives.WriteUInt64LittleEndian(bytes, Convert.ToUInt64(value)); break;
            default:
                var number = Convert.ToInt64(value);
                for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(number >> 8 * i);
                break;
        }
        if (isBig) Array.Reverse(bytes);
        return bytes;
    }
}
