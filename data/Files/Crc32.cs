namespace NeuralCore.Data;

/// <summary>The checksum of zip and PNG files: polynomial 0xEDB88320 reflected (ISO 3309).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Fold)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes) crc = Table[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    private static uint Fold(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        return crc;
    }
}
