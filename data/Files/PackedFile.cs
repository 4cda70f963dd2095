using System.IO.Compression;

namespace NeuralCore.Data;

/// <summary>A file's content, unpacked where it is a gzip file, whatever its name says.</summary>
internal static class PackedFile
{
    /// <summary>The content to be read in order, numbers big-endian; of a gzip file only an upper bound of its length is known.</summary>
    /// <exception cref="DataException">The file is absent or cannot be read.</exception>
    public static (Stream Stream, ByteSource Source) Open(string path)
    {
        var file = InputFile.Open(path);
        var isPacked = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        Stream stream = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        return (stream, new ByteSource(stream, path, 0, isPacked ? file.Length * ByteSource.LargestInflation : file.Length, bigEndian: true, isPacked));
    }

    /// <summary>The whole content.</summary>
    /// <exception cref="DataException">The file is absent, cannot be read or does not unpack, or its content is larger than an array.</exception>
    public static byte[] ReadAll(string path)
    {
        var (stream, _) = Open(path);
        using (stream) return ReadAll(stream, path);
    }

    /// <summary>The rest of a stream.</summary>
    /// <exception cref="DataException">It cannot be read or does not unpack, or is larger than an array.</exception>
    public static byte[] ReadAll(Stream stream, string name)
    {
        using var content = new MemoryStream();
        try
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
                if (content.Length > Array.MaxLength - read)
                    throw new DataException($"{name} holds more than {Array.MaxLength} bytes; at most that many are read");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DataException($"{name} cannot be read to its end, after {content.Length} bytes of content: {error.Message}", error);
        }
        return content.ToArray();
    }
}
