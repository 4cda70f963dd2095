using System.Buffers.Binary;
using System.Text;

namespace NeuralCore.Serialization;

/// <summary>The central directory of a zip file (APPNOTE 6.3.10 sections 4.3.12–4.3.16, zip64 included), believed in nothing: every count and size is held against the file.</summary>
internal static class ZipDirectory
{
    private const int EndSize = 22, LocatorSize = 20, End64Size = 56, EntrySize = 46, LocalSize = 30;

    // Deflate cannot pack tighter than 258 bytes into two bits.
    private const int DeflateLimit = 1032;

    public static List<ZipEntry> Read(ByteSource source)
    {
        var (count, size, offset) = FindDirectory(source);
        if (count > size / EntrySize)
            throw source.Error((long)offset, $"the zip directory of {size} bytes cannot hold the {count} entries that it states");
        var directory = source.Read((long)offset, (long)size, "the zip directory");
        var entries = new List<ZipEntry>((int)count);
        var names = new HashSet<string>();
        var at = 0;
        for (var i = 0UL; i < count; i++)
        {
            var here = (long)offset + at;
            if (directory.Length - at < EntrySize || U32(directory, at) != 0x02014B50)
                throw source.Error(here, $"zip entry {i} of {count} is missing from the directory");
            int nameSize = U16(directory, at + 28), extraSize = U16(directory, at + 30), commentSize = U16(directory, at + 32);
            if (directory.Length - at - EntrySize < nameSize + extraSize + commentSize)
                throw source.Error(here, $"zip entry {i} runs past the end of the directory");
            var name = Encoding.UTF8.GetString(directory, at + EntrySize, nameSize);
            long packed = U32(directory, at + 20), unpacked = U32(directory, at + 24), header = U32(directory, at + 42);
            Widen(directory.AsSpan(at + EntrySize + nameSize, extraSize), ref unpacked, ref packed, ref header);
            var entry = new ZipEntry(name, U16(directory, at + 10), U32(directory, at + 16), packed, unpacked, header, here);
            Check(source, entry, encrypted: (U16(directory, at + 8) & 1) != 0, (long)offset);
            if (!names.Add(name)) throw source.Error(here, $"zip entry '{name}' stands twice in the directory");
            entries.Add(entry);
            at += EntrySize + nameSize + extraSize + commentSize;
        }
        RefuseOverlaps(source, entries);
        return entries;
    }

    private static (ulong Count, ulong Size, ulong Offset) FindDirectory(ByteSource source)
    {
        var start = Math.Max(0, source.Length - EndSize - ushort.MaxValue);
        var tail = source.Read(start, source.Length - start, "the zip's end");
        // From the back; the comment must reach exactly to the end, so that a signature inside it deceives nobody.
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            if (U32(tail, at) != 0x06054B50 || U16(tail, at + 20) != tail.Length - at - EndSize) continue;
            ulong count = U16(tail, at + 10), size = U32(tail, at + 12), offset = U32(tail, at + 16);
            var end = (ulong)(start + at);
            if (count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
                (count, size, offset, end) = ReadEnd64(source, start + at);
            if (offset > end || size > end - offset)
                throw source.Error(start + at, $"the zip directory is stated at {offset} with {size} bytes, past its end record");
            return (count, size, offset);
        }
        throw source.Error(source.Length, "this zip file has no directory at its end; it is cut short");
    }

    private static (ulong Count, ulong Size, ulong Offset, ulong End) ReadEnd64(ByteSource source, long end)
    {
        var locator = source.Read(end - LocatorSize, LocatorSize, "the zip64 locator");
        var offset = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (U32(locator, 0) != 0x07064B50) throw source.Error(end - LocatorSize, "the zip64 locator is missing");
        var record = source.Read(offset, End64Size, "the zip64 end record");
        if (U32(record, 0) != 0x06064B50) throw source.Error(offset, "the zip64 end record is missing");
        return (U64(record, 32), U64(record, 40), U64(record, 48), (ulong)offset);
    }

    // Extra field 1 holds, in this order, those of the three values that do not fit 32 bits.
    private static void Widen(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, length);
            if (id == 1)
            {
                Take(ref field, ref size);
                Take(ref field, ref packed);
                Take(ref field, ref header);
            }
            extra = extra[(4 + length)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue || field.Length < 8) return;
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    private static void Check(ByteSource source, ZipEntry entry, bool encrypted, long directory)
    {
        if (encrypted)
            throw source.Error(entry.DirectoryOffset, $"zip entry '{entry.Name}' is encrypted; store it without a password");
        if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            throw source.Error(entry.DirectoryOffset, $"zip entry '{entry.Name}' is packed by method {entry.Method}; only stored (0) and deflated (8) are read");
        if (entry.PackedSize < 0 || entry.Size < 0 || entry.HeaderOffset < 0
            || entry.PackedSize > directory - LocalSize || entry.HeaderOffset > directory - LocalSize - entry.PackedSize)
            throw source.Error(entry.DirectoryOffset, $"zip entry '{entry.Name}' is stated at {entry.HeaderOffset} with {entry.PackedSize} bytes, past the start of the directory");
        if (entry.Method == ZipEntry.Stored ? entry.Size != entry.PackedSize : entry.Size / DeflateLimit > entry.PackedSize)
            throw source.Error(entry.DirectoryOffset, $"zip entry '{entry.Name}' states {entry.Size} bytes, which its {entry.PackedSize} bytes in the file cannot hold");
    }

    // Entries that share bytes are how a small file unpacks to a huge one.
    private static void RefuseOverlaps(ByteSource source, List<ZipEntry> entries)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(e => e.HeaderOffset))
        {
            if (entry.HeaderOffset < end)
                throw source.Error(entry.HeaderOffset, $"zip entry '{entry.Name}' overlaps the entry before it");
            end = entry.HeaderOffset + LocalSize + entry.PackedSize;
        }
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
