namespace NeuralCore.Serialization;

/// <summary>An open safetensors file: the header is read and checked at once, each tensor only when asked for.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly ByteSource _source;
    private readonly SafetensorsHeader _header;

    internal SafetensorsFile(ByteSource source) => (_source, _header) = (source, SafetensorsHeader.Read(source));

    /// <summary>What the header says of each tensor, in the header's order.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Tensors;

    /// <summary>The names of the tensors, in the header's order.</summary>
    public IReadOnlyList<string> Names => _header.Tensors.Keys;

    /// <summary>The file's free texts (<c>__metadata__</c>), in the header's order.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="DataException">The file cannot be opened or its header is not true of it.</exception>
    public static SafetensorsFile Open(string path)
    {
        var source = ByteSource.Open(path);
        try
        {
            return new SafetensorsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file is of this format by its first bytes.</summary>
    /// <exception cref="DataException">The file cannot be opened.</exception>
    internal static bool Recognises(string path)
    {
        using var source = ByteSource.Open(path);
        return Recognises(source);
    }

    // Eight bytes of length, then the header's brace.
    internal static bool Recognises(ByteSource source)
    {
        if (source.Length < 9) return false;
        Span<byte> start = stackalloc byte[9];
        source.Read(0, start, "the signature");
        return start[8] == '{';
    }

    /// <summary>Reads one tensor.</summary>
    /// <exception cref="DataException">There is none of that name (the message lists those there are), or the file cannot be read.</exception>
    public HostTensor Read(string name)
    {
        if (!_header.Tensors.TryGetValue(name, out var entry))
            throw new DataException($"{_source.Name} has no tensor '{name}'; it has {string.Join(", ", Names)}");
        return new HostTensor(entry.Type, entry.Shape, _source.Read(entry.Offset, entry.SizeInBytes, $"tensor '{name}'"));
    }

    /// <summary>Reads all tensors, in the header's order.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public OrderedDictionary<string, HostTensor> ReadAll()
    {
        var tensors = new OrderedDictionary<string, HostTensor>(Names.Count);
        foreach (var name in Names) tensors.Add(name, Read(name));
        return tensors;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();
}
