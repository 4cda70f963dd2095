using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Zip files that state what is not so are refused before memory is taken.</summary>
public sealed class ZipReaderTests
{
    private const uint Local = 0x04034B50, Central = 0x02014B50, End = 0x06054B50;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i / 7))];

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Entries_are_read_in_their_order(CompressionLevel level)
    {
        var zip = new ZipReader(new ByteSource(Zip(level, "b", "a"), "a.zip"));
        Assert.Equal(["b", "a"], zip.Entries.Select(entry => entry.Name));
        Assert.Equal(Content, zip.Read(zip.Entries[0]));
        Assert.Equal("a", zip.Find("a")?.Name);
        Assert.Null(zip.Find("c"));
    }

    [Fact]
    public void A_comment_and_a_foreign_signature_in_it_are_passed_over()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("a");
            zip.Comment = "PK\u0005\u0006 and then twenty-two characters more";
        }
        Assert.Equal("a", Assert.Single(new ZipReader(new ByteSource(bytes.ToArray(), "a.zip")).Entries).Name);
    }

    [Theory]
    [InlineData(Central, 0, 7, "is missing from the directory")]
    [InlineData(Central, 8, 1, "is encrypted")]
    [InlineData(Central, 10, 14, "is packed by method 14")]
    [InlineData(Central, 16, 1, "the file is damaged")]
    [InlineData(Central, 20, 1 << 30, "past the start of the directory")]
    [InlineData(Central, 24, 1 << 30, "cannot hold")]
    [InlineData(Central, 24, 2999, "unpacks to more than its stated 2999 bytes")]
    [InlineData(Central, 24, 3001, "does not unpack to its 3001 bytes")]
    [InlineData(Central, 28, 60000, "runs past the end of the directory")]
    [InlineData(Central, 42, 1, "has no header where the directory says")]
    [InlineData(Central, 42, 1 << 30, "past the start of the directory")]
    [InlineData(Local, 0, 7, "has no header where the directory says")]
    [InlineData(Local, 26, 0, "calls itself ''")]
    [InlineData(End, 10, 2, "cannot hold the 2 entries")]
    [InlineData(End, 10, 9999, "cannot hold the 9999 entries")]
    [InlineData(End, 12, 1 << 30, "past its end record")]
    [InlineData(End, 16, 1 << 30, "past its end record")]
    [InlineData(End, 10, 65535, "the zip64 locator is missing")]
    [InlineData(End, 20, 1, "has no directory at its end")]
    public void Fields_that_lie_are_refused(uint record, int offset, int value, string words)
    {
        var bytes = Zip(CompressionLevel.Optimal, "a");
        var at = Find(bytes, record) + offset;
        // The 32-bit fields; the others have 16.
        if (offset is 0 or 16 or 24 or 42 || offset == (record == End ? 12 : 20)) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);
        Assert.Contains(words, Refusal(bytes));
    }

    [Fact]
    public void Entries_that_share_bytes_or_a_name_are_refused()
    {
        var bytes = Zip(CompressionLevel.Optimal, "a", "b");
        var second = bytes.AsSpan(Find(bytes, Central) + 47);
        BinaryPrimitives.WriteInt32LittleEndian(second[42..], 10);
        Assert.Contains("overlaps the entry before it", Refusal(bytes));
        Assert.Contains("'a' stands twice", Refusal(Zip(CompressionLevel.Optimal, "a", "a")));
    }

    [Fact]
    public void A_stored_entry_cannot_grow()
    {
        var bytes = Zip(CompressionLevel.NoCompression, "a");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Find(bytes, Central) + 24), 3001);
        Assert.Contains("states 3001 bytes, which its 3000 bytes in the file cannot hold", Refusal(bytes));
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_checksum_is_the_standard_one(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    private static string Refusal(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() =>
        {
            var zip = new ZipReader(new ByteSource(bytes, "lie.zip"));
            foreach (var entry in zip.Entries) zip.Read(entry);
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.StartsWith("lie.zip, offset ", error.Message);
        return error.Message;
    }

    private static byte[] Zip(CompressionLevel level, params string[] names)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(Content);
            }
        return bytes.ToArray();
    }

    private static int Find(byte[] bytes, uint signature)
    {
        for (var at = 0; ; at++)
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) == signature) return at;
    }
}
