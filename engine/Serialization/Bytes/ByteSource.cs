using System.Buffers.Binary;

namespace NeuralCore.Serialization;

/// <summary>The bytes of a file, or of a part of one, read at any offset; every fault is a <see cref="DataException"/> that names the file and the offset.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly Stream _stream;
    private readonly Lock _lock = new();

    public ByteSource(Stream stream, string name) => (_stream, Name, Length) = (stream, name, stream.Length);

    public ByteSource(byte[] bytes, string name) : this(new MemoryStream(bytes, writable: false), name) { }

    public string Name { get; }

    public long Length { get; }

    public static ByteSource Open(string path)
    {
        try
        {
            return new ByteSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DataException($"{path} cannot be opened: {error.Message}", error);
        }
    }

    public void Read(long offset, Span<byte> destination, string what)
    {
        if (offset < 0 || offset > Length - destination.Length)
            throw Error(offset, $"{what} takes {destination.Length} bytes here, but the file ends after {Length}; it is cut short or its sizes lie");
        try
        {
            lock (_lock)
            {
                _stream.Position = offset;
                _stream.ReadExactly(destination);
            }
        }
        catch (IOException error)
        {
            throw new DataException($"{Name}, offset {offset}: {what} cannot be read: {error.Message}", error);
        }
    }

    // The length is held against the file before any memory is taken for it.
    public byte[] Read(long offset, long length, string what)
    {
        if (length < 0 || offset < 0 || offset > Length - length)
            throw Error(offset, $"{what} takes {length} bytes here, but the file ends after {Length}; it is cut short or its sizes lie");
        if (length > Array.MaxLength)
            throw Error(offset, $"{what} takes {length} bytes; at most {Array.MaxLength} fit one tensor");
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        Read(offset, bytes, what);
        return bytes;
    }

    public ulong ReadUInt64(long offset, string what)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(offset, bytes, what);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public bool StartsWith(ReadOnlySpan<byte> signature)
    {
        if (Length < signature.Length) return false;
        Span<byte> start = stackalloc byte[signature.Length];
        Read(0, start, "the signature");
        return start.SequenceEqual(signature);
    }

    public DataException Error(long offset, string sentence, Exception? inner = null) =>
        new($"{Name}, offset {offset}: {sentence}", inner);

    public void Dispose() => _stream.Dispose();
}
