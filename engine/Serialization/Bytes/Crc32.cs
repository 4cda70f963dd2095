namespace NeuralCore.Serialization;

/// <summary>The checksum of zip files: polynomial 0xEDB88320 reflected (ISO 3309), eight bytes a step.</summary>
internal static class Crc32
{
    // Tables[k][b]: what byte b contributes after k further zero bytes, so that eight bytes fold in at once.
    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var tables = Tables;
        var crc = ~0u;
        for (; data.Length >= 8; data = data[8..])
        {
            crc ^= data[0] | (uint)data[1] << 8 | (uint)data[2] << 16 | (uint)data[3] << 24;
            crc = tables[7][crc & 0xFF] ^ tables[6][crc >> 8 & 0xFF] ^ tables[5][crc >> 16 & 0xFF] ^ tables[4][crc >> 24]
                ^ tables[3][data[4]] ^ tables[2][data[5]] ^ tables[1][data[6]] ^ tables[0][data[7]];
        }
        foreach (var value in data) crc = tables[0][(byte)crc ^ value] ^ crc >> 8;
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (var value = 0u; value < 256; value++)
            {
                var crc = k == 0 ? value : tables[k - 1][value];
                for (var bit = 0; k == 0 && bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
                tables[k][value] = k == 0 ? crc : tables[0][(byte)crc] ^ crc >> 8;
            }
        }
        return tables;
    }
}
