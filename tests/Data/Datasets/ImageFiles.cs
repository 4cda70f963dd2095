using System.Buffers.Binary;
using System.IO.Compression;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>Small files of images for one test.</summary>
internal static class ImageFiles
{
    /// <summary>An IDX file of bytes: the magic number, the extents, the values.</summary>
    public static byte[] Idx(int[] extents, byte[] values, int? magic = null)
    {
        var bytes = new byte[4 + 4 * extents.Length + values.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic ?? 0x800 + extents.Length);
        for (var i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), extents[i]);
        values.CopyTo(bytes, 4 + 4 * extents.Length);
        return bytes;
    }

    /// <summary>CIFAR records: the labels' bytes, then plane c of record k all 10·k + c.</summary>
    public static byte[] Cifar(params byte[][] labels) =>
        [.. labels.SelectMany((label, k) => label.Concat(Enumerable.Range(0, 3072).Select(i => (byte)(10 * k + i / 1024))))];

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A BMP of 24 bits to a pixel, of one shade.</summary>
    public static byte[] Bmp(int height, int width, byte value)
    {
        var stride = (3 * width + 3) / 4 * 4;
        var bytes = new byte[54 + height * stride];
        (bytes[0], bytes[1]) = ((byte)'B', (byte)'M');
        void Put(int at, int number) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), number);
        Put(2, bytes.Length);
        Put(10, 54);
        Put(14, 40);
        Put(18, width);
        Put(22, height);
        (bytes[26], bytes[28]) = (1, 24);
        bytes.AsSpan(54).Fill(value);
        return bytes;
    }

    public static string Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A zip file of entries; an empty content with a name that ends in / is a folder.</summary>
    public static string Zip(string path, params (string Name, byte[] Bytes)[] entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(bytes);
        }
        return path;
    }
}
