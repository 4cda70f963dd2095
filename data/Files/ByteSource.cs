using System.Buffers.Binary;
using System.IO.Compression;

namespace NeuralCore.Data;

/// <summary>A run of bytes read in order, which knows how many are left and says where it stood when they run out.</summary>
/// <remarks>
/// Headers lie: every length read from a file is held against <see cref="Remaining"/> before anything is allocated.
/// Of inflated bytes only an upper bound is known; there <see cref="Offset"/> stays at the compressed element.
/// </remarks>
internal sealed class ByteSource(Stream stream, string file, long offset, long remaining, bool bigEndian, bool inflated = false)
{
    // Deflate cannot do better than 1032 to 1 (258 bytes from two bits).
    public const long LargestInflation = 1032;

    public string File => file;

    public bool BigEndian => bigEndian;

    /// <summary>The position in the file; of inflated bytes, where their compressed form begins.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The most bytes that can still be read.</summary>
    public long Remaining { get; private set; } = remaining;

    public DataException Bad(string what) => new($"{file}, offset {Offset}: {what}");

    /// <summary>Claims that <paramref name="count"/> more bytes are there.</summary>
    /// <exception cref="DataException">They are not.</exception>
    public void Require(long count, string what)
    {
        if (count < 0 || count > Remaining)
            throw Bad($"{what} needs {count} bytes, but {(inflated ? "at most " : "")}{Remaining} are left: the file is cut short or damaged");
    }

    public void Fill(Span<byte> bytes, string what)
    {
        Require(bytes.Length, what);
        int read;
        try { read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false); }
        catch (Exception error) when (error is InvalidDataException or IOException) { throw Unreadable(what, error); }
        if (read < bytes.Length) throw Bad($"{what} ends after {read} of {bytes.Length} bytes: the file is cut short or damaged");
        Advance(read);
    }

    public byte[] Take(long count, string what)
    {
        Require(count, what);
        var bytes = new byte[count];
        Fill(bytes, what);
        return bytes;
    }

    public int Int32(string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes, what);
        return bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public void Skip(long count, string what)
    {
        Require(count, what);
        if (stream.CanSeek)
        {
            stream.Seek(count, SeekOrigin.Current);
            Advance(count);
            return;
        }
        Span<byte> bytes = stackalloc byte[4096];
        while (count > 0)
        {
            var some = bytes[..(int)Math.Min(count, bytes.Length)];
            Fill(some, what);
            count -= some.Length;
        }
    }

    /// <summary>The next <paramref name="length"/> bytes as a source of their own; this one goes on behind them.</summary>
    public ByteSource Part(long length, string what)
    {
        Require(length, what);
        var part = new ByteSource(stream, file, Offset, length, bigEndian, inflated);
        Advance(length);
        return part;
    }

    /// <summary>The next <paramref name="length"/> bytes, a zlib stream, as the source of what they inflate to.</summary>
    public ByteSource Inflate(long length, string what)
    {
        var start = Offset;
        var zlib = new ZLibStream(new MemoryStream(Take(length, what)), CompressionMode.Decompress);
        return new ByteSource(zlib, file, start, length * LargestInflation, bigEndian, inflated: true);
    }

    /// <summary>Claims that an inflated stream ends here, which also checks its checksum.</summary>
    public void RequireEnd(string what)
    {
        bool more;
        try { more = stream.ReadByte() >= 0; }
        catch (Exception error) when (error is InvalidDataException or IOException) { throw Unreadable(what, error); }
        if (more) throw Bad($"{what} holds more than it says: the file is damaged");
    }

    private DataException Unreadable(string what, Exception error) =>
        new(Bad($"{what} {(inflated ? "does not decompress: the file is damaged" : $"cannot be read: {error.Message}")}").Message, error);

    private void Advance(long count)
    {
        Remaining -= count;
        if (!inflated) Offset += count;
    }
}
