using System.Buffers.Binary;

namespace NeuralCore.Data.Imaging;

/// <summary>The chunks of a PNG file (W3C PNG, §5.3), whose lengths and checksums the decoder takes on trust.</summary>
internal static class PngChunks
{
    private const int SignatureSize = 8, FrameSize = 12;   // length, type and checksum about the data

    /// <summary>Holds every chunk against the file and its checksum, up to the end chunk.</summary>
    /// <exception cref="DataException">A chunk runs past the end, has another checksum, or there is no end chunk.</exception>
    public static void Require(ReadOnlySpan<byte> bytes, string name)
    {
        for (var at = SignatureSize; at <= bytes.Length - FrameSize;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - FrameSize)
                throw new DataException($"{name}, offset {at}: a PNG chunk of {length} bytes is stated, but the file ends after {bytes.Length}; it is cut short or damaged");
            var content = bytes.Slice(at + 4, 4 + (int)length);
            if (Crc32.Of(content) != BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8 + (int)length)..]))
                throw new DataException($"{name}, offset {at}: the checksum of a PNG chunk of {length} bytes does not agree; the file is damaged");
            if (content[..4].SequenceEqual("IEND"u8)) return;
            at += FrameSize + (int)length;
        }
        throw new DataException($"{name}, offset {bytes.Length}: the PNG file has no end; it is cut short");
    }
}
