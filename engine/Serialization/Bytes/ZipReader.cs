using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NeuralCore.Serialization;

/// <summary>The entries of a zip file in the directory's order, each read whole and held against its stated size and checksum.</summary>
internal sealed class ZipReader(ByteSource source)
{
    private readonly Dictionary<string, ZipEntry> _byName = [];

    public List<ZipEntry> Entries { get; } = ZipDirectory.Read(source);

    public ZipEntry? Find(string name)
    {
        if (_byName.Count == 0)
            foreach (var entry in Entries) _byName.Add(entry.Name, entry);
        return _byName.TryGetValue(name, out var found) ? found : null;
    }

    public byte[] Read(ZipEntry entry)
    {
        var offset = FindData(entry);
        var data = source.Read(offset, entry.PackedSize, $"zip entry '{entry.Name}'");
        if (entry.Method == ZipEntry.Deflated) data = Inflate(entry, offset, data);
        // PyTorch can be told to write no checksums; it then leaves zeros.
        if (entry.Crc != 0 && Crc32.Of(data) is var crc && crc != entry.Crc)
            throw source.Error(offset, $"zip entry '{entry.Name}' has checksum {crc:x8}, its directory says {entry.Crc:x8}; the file is damaged");
        return data;
    }

    // Only the local header tells how long it is itself; its sizes may be zeros (streamed zips), the directory's hold.
    private long FindData(ZipEntry entry)
    {
        var header = source.Read(entry.HeaderOffset, 30, $"the header of zip entry '{entry.Name}'");
        var nameSize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
        var extraSize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034B50)
            throw source.Error(entry.HeaderOffset, $"zip entry '{entry.Name}' has no header where the directory says");
        var name = Encoding.UTF8.GetString(source.Read(entry.HeaderOffset + 30, nameSize, "the name of a zip entry"));
        if (name != entry.Name)
            throw source.Error(entry.HeaderOffset, $"zip entry '{entry.Name}' of the directory calls itself '{name}' in its header");
        return entry.HeaderOffset + 30 + nameSize + extraSize;
    }

    private byte[] Inflate(ZipEntry entry, long offset, byte[] packed)
    {
        if (entry.Size > Array.MaxLength)
            throw source.Error(offset, $"zip entry '{entry.Name}' unpacks to {entry.Size} bytes; at most {Array.MaxLength} are read");
        var data = new byte[entry.Size];
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            inflater.ReadExactly(data);
            if (inflater.ReadByte() < 0) return data;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw source.Error(offset, $"zip entry '{entry.Name}' does not unpack to its {entry.Size} bytes; the file is damaged", error);
        }
        throw source.Error(offset, $"zip entry '{entry.Name}' unpacks to more than its stated {entry.Size} bytes");
    }
}
