using System.IO.Compression;
using System.Text;
using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Pickles written by hand, opcode by opcode: what no honest program would write.</summary>
internal sealed class PickleBuilder
{
    private readonly MemoryStream _bytes = new();

    public PickleBuilder() => Raw(0x80, 2);

    public byte[] Bytes => _bytes.ToArray();

    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleBuilder Op(string opcodes) => Raw(Encoding.ASCII.GetBytes(opcodes));

    public PickleBuilder Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBuilder Text(string text) => Raw((byte)'X').Raw(BitConverter.GetBytes(text.Length)).Op(text);

    public PickleBuilder Number(long value) => Raw(0x8A, 8).Raw(BitConverter.GetBytes(value));

    public PickleBuilder Numbers(params ReadOnlySpan<long> values)
    {
        Op("(");
        foreach (var value in values) Number(value);
        return Op("t");
    }

    /// <summary>A tensor over storage '0', whose class and count may lie.</summary>
    public PickleBuilder Tensor(long count, long offset, long[] size, long[] stride, string storage = "FloatStorage", string key = "0") =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(")
            .Op("(").Text("storage").Global("torch", storage).Text(key).Text("cpu").Number(count).Op("tQ")
            .Number(offset).Numbers(size).Numbers(stride).Raw(0x89).Op("NtR");

    /// <summary>A zip file as PyTorch makes it, with the pickle so far and a storage of the given bytes.</summary>
    public byte[] Zip(params byte[] storage)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[] { ("a/data.pkl", Bytes), ("a/data/0", storage) })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public OrderedDictionary<string, HostTensor> Read(params byte[] storage) => TensorFile.Read(new ByteSource(Zip(storage), "hand.pth"));
}
