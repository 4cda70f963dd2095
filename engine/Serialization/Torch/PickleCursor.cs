using System.Buffers.Binary;
using System.Text;

namespace NeuralCore.Serialization;

/// <summary>Walks through the bytes of a pickle; a count in them takes no memory before the file is known to hold that much.</summary>
internal sealed class PickleCursor(ByteSource source)
{
    // Names of modules and digits of numbers: a longer line is no such thing.
    private const int MaxLine = 1024;

    private readonly byte[] _window = new byte[4096];
    private long _windowStart;
    private int _windowLength;

    public ByteSource Source => source;

    public long Position { get; private set; }

    public byte ReadByte()
    {
        if (Position < _windowStart || Position >= _windowStart + _windowLength) Fill();
        return _window[Position++ - _windowStart];
    }

    public ushort ReadUInt16() => (ushort)(ReadByte() | ReadByte() << 8);

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    // The one number that pickles keep big-endian.
    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    public string ReadText(long length) => Encoding.UTF8.GetString(ReadBytes(length));

    public byte[] ReadBytes(long length)
    {
        var bytes = source.Read(Position, length, "a pickled text or number");
        Position += length;
        return bytes;
    }

    public string ReadLine()
    {
        var line = new StringBuilder();
        for (var start = Position; ;)
        {
            var next = (char)ReadByte();
            if (next == '\n') return line.ToString();
            if (line.Append(next).Length > MaxLine)
                throw Error(start, $"a line of more than {MaxLine} characters stands where a name or a number should");
        }
    }

    public void Skip(long length) => Position += length;

    public DataException Error(long offset, string sentence) => source.Error(offset, $"pickle: {sentence}");

    private void Read(Span<byte> bytes)
    {
        foreach (ref var value in bytes) value = ReadByte();
    }

    private void Fill()
    {
        if (Position >= source.Length)
            throw Error(Position, "the file ends in the middle of a pickle; it is cut short");
        _windowStart = Position;
        _windowLength = (int)Math.Min(_window.Length, source.Length - Position);
        source.Read(_windowStart, _window.AsSpan(0, _windowLength), "a pickle");
    }
}
