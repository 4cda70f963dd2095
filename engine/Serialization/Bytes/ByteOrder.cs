using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NeuralCore.Serialization;

/// <summary>Big-endian numbers turned around in place.</summary>
internal static class ByteOrder
{
    public static void Reverse(Span<byte> data, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(data);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(data);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(data);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
