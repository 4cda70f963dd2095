namespace NeuralCore.Data.Imaging;

/// <summary>The bytes of a file, beyond whose end nothing can be read or sought.</summary>
/// <remarks>The decoder takes what lies beyond the end for zeros, and having sought past it, waits for the end for ever.</remarks>
internal sealed class WholeStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override int ReadByte() => base.ReadByte() is var value and >= 0 ? value : throw CutShort();

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count) is var read && read == count ? read : throw CutShort();

    public override long Seek(long offset, SeekOrigin origin) => base.Seek(offset, origin) is var position && position <= Length ? position : throw CutShort();

    private EndOfStreamException CutShort() => new($"it is cut short, or its sizes lie: it ends after {Length} bytes");
}
