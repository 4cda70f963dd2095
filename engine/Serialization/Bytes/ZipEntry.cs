namespace NeuralCore.Serialization;

/// <summary>One file inside a zip file, as the central directory states it.</summary>
internal readonly record struct ZipEntry(
    string Name, ushort Method, uint Crc, long PackedSize, long Size, long HeaderOffset, long DirectoryOffset)
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;
}
