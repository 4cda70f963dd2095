namespace NeuralCore.Serialization;

/// <summary>Files of named tensors, whatever their format: told apart by their content when read, by their extension when written.</summary>
public static class TensorFile
{
    /// <summary>The name of the one tensor of a file that gives it none (.npy, a lone tensor in .pth).</summary>
    public const string Unnamed = "tensor";

    /// <summary>Reads every tensor of a safetensors, npy, npz or PyTorch file, in the file's order; of a PyTorch checkpoint as <see cref="TorchFile.Read(string, bool)"/> does.</summary>
    /// <exception cref="DataException">The file cannot be opened, is of none of these formats, damaged, or would need code to be executed.</exception>
    public static OrderedDictionary<string, HostTensor> Read(string path)
    {
        using var source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Writes the tensors in their order, as safetensors or npz by the path's extension; a failure leaves what stood there.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="UsageException">The extension is neither .safetensors nor .npz, or the format cannot hold the names or types.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, HostTensor>> tensors)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".safetensors": Safetensors.Write(path, tensors); break;
            case ".npz": Npz.Write(path, tensors); break;
            default: throw new UsageException($"{path}: tensors are written as .safetensors or .npz; give the file one of these extensions");
        }
    }

    internal static OrderedDictionary<string, HostTensor> Read(ByteSource source)
    {
        if (source.StartsWith(NpyHeader.Signature)) return new() { [Unnamed] = Npy.Read(source) };
        if (source.StartsWith("PK"u8)) return ReadZip(source);
        if (TorchLegacyFile.IsOne(source)) return TorchLegacyFile.Read(source);
        if (SafetensorsFile.Recognises(source)) return new SafetensorsFile(source).ReadAll();
        throw source.Error(0, "this is no safetensors, npy, npz or PyTorch file by its first bytes");
    }

    private static OrderedDictionary<string, HostTensor> ReadZip(ByteSource source)
    {
        var zip = new ZipReader(source);
        return TorchZipFile.FindPickle(zip) is null ? Npz.Read(source, zip) : TorchZipFile.Read(source, zip);
    }
}
