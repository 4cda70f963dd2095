using System.IO.Compression;

namespace NeuralCore.Data;

/// <summary>The files inside a zip file, read one at a time without unpacking the rest; what the file says of itself is held against what is there.</summary>
internal sealed class ZipTree : FileTree
{
    // A packed image of more is no training image but a bomb.
    private const long LargestFile = 1L << 28;

    private readonly string _path;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly Lock _lock = new();   // the archive has one position in its file

    public ZipTree(string path)
    {
        _path = path;
        var stream = InputFile.Open(path);
        try
        {
            var folders = new HashSet<string>();
            foreach (var entry in new ZipArchive(stream, ZipArchiveMode.Read).Entries)
            {
                var name = entry.FullName.Replace('\\', '/').Trim('/');
                var isFolder = entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\');
                if (name.Length == 0 || IsJunk(name)) continue;
                for (var at = name.IndexOf('/'); at >= 0; at = name.IndexOf('/', at + 1)) folders.Add(name[..at]);
                if (isFolder) folders.Add(name);
                else if (!_entries.TryAdd(name, entry)) throw new DataException($"{Describe(name)} stands twice in the zip file's directory");
            }
            Folders = [.. folders.Order(StringComparer.Ordinal)];
            Files = [.. _entries.Keys.Order(StringComparer.Ordinal)];
        }
        catch (Exception error)
        {
            stream.Dispose();
            if (error is InvalidDataException or IOException or ArgumentException)
                throw new DataException($"{path} is no folder and no zip file, or a zip file cut short: {error.Message}", error);
            throw;
        }
    }

    public override string Name => _path;

    public override IReadOnlyList<string> Folders { get; }

    public override IReadOnlyList<string> Files { get; }

    public override byte[] Read(string path)
    {
        var entry = _entries[path];
        if (entry.Length > LargestFile || entry.Length / ByteSource.LargestInflation > entry.CompressedLength)
            throw new DataException($"{Describe(path)}: the zip file states {entry.Length} bytes for the {entry.CompressedLength} that it has packed; they hold at most {ByteSource.LargestInflation} times as many, and at most {LargestFile} are read");
        var bytes = new byte[entry.Length];
        try
        {
            lock (_lock)
            {
                using var stream = entry.Open();
                stream.ReadExactly(bytes);
                if (stream.ReadByte() >= 0)
                    throw new DataException($"{Describe(path)} unpacks to more than the {entry.Length} bytes that the zip file states");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DataException($"{Describe(path)} does not unpack to the {entry.Length} bytes that the zip file states: {error.Message}", error);
        }
        return Crc32.Of(bytes) == entry.Crc32 ? bytes : throw new DataException($"{Describe(path)} has another checksum than the zip file states; the file is damaged");
    }

    public override string Describe(string path) => $"{_path}: {path}";
}
