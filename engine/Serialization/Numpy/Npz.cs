using System.IO.Compression;

namespace NeuralCore.Serialization;

/// <summary>NumPy's files of named arrays (.npz: a zip of npy files): read stored or deflated, written stored and without times.</summary>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>Reads all arrays of a file, in the file's order.</summary>
    /// <exception cref="DataException">The file cannot be opened, is damaged, or holds something else than arrays of numbers.</exception>
    public static OrderedDictionary<string, HostTensor> Read(string path)
    {
        using var source = ByteSource.Open(path);
        return Read(source, new ZipReader(source));
    }

    /// <summary>Writes the arrays in their order; equal content gives equal bytes, and a failure leaves what stood there.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="UsageException">A name stands twice, or NumPy has no such type (bfloat16).</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, HostTensor>> tensors)
    {
        var seen = new HashSet<string>();
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in tensors)
            {
                if (!seen.Add(name))
                    throw new UsageException($"two arrays are named '{name}'; an npz file holds each name once");
                var header = NpyHeader.Write(tensor.Type, tensor.Shape);
                var entry = zip.CreateEntry(name + Extension, CompressionLevel.NoCompression);
                // The earliest time that a zip can state: the clock must not be in the bytes.
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var body = entry.Open();
                body.Write(header);
                body.Write(tensor.Data.Span);
            }
        });
    }

    internal static OrderedDictionary<string, HostTensor> Read(ByteSource source, ZipReader zip)
    {
        var tensors = new OrderedDictionary<string, HostTensor>();
        foreach (var entry in zip.Entries)
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal))
                throw source.Error(entry.HeaderOffset, $"zip entry '{entry.Name}' is no array; an npz file holds .npy entries alone");
            using var array = new ByteSource(zip.Read(entry), $"{source.Name} ({entry.Name})");
            tensors.Add(entry.Name[..^Extension.Length], Npy.Read(array));
        }
        return tensors;
    }
}
