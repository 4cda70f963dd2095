namespace NeuralCore.Serialization;

/// <summary>
/// PyTorch's files (.pth, .pt, .th), read only: the zip format (torch ≥ 1.6) and the legacy one. Nothing in them is
/// executed: a pickle machine of our own follows the few opcodes and names that tensors need, and refuses all others.
/// </summary>
public static class TorchFile
{
    internal const string ModulePrefix = "module.";

    /// <summary>
    /// Reads the tensors of a file, in its order. Of a checkpoint that keeps a state dict under <c>state_dict</c>,
    /// <c>model_state_dict</c> or <c>model</c>, that one alone; otherwise all tensors, nested names joined by dots.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stripModulePrefix">Whether the <c>module.</c> that DataParallel puts before each name is taken off.</param>
    /// <exception cref="DataException">The file cannot be opened, is damaged, or would need code to be executed.</exception>
    public static OrderedDictionary<string, HostTensor> Read(string path, bool stripModulePrefix = false)
    {
        using var source = ByteSource.Open(path);
        var tensors = Read(source);
        return stripModulePrefix ? StripModulePrefix(path, tensors) : tensors;
    }

    internal static OrderedDictionary<string, HostTensor> Read(ByteSource source)
    {
        if (TorchLegacyFile.IsOne(source)) return TorchLegacyFile.Read(source);
        return source.StartsWith("PK"u8)
            ? TorchZipFile.Read(source, new ZipReader(source))
            : throw source.Error(0, "this is no PyTorch file: neither a zip file nor the magic number of the legacy format stands at its start");
    }

    internal static OrderedDictionary<string, HostTensor> Collect(
        ByteSource source, OrderedDictionary<string, TorchTensor> views, IReadOnlyDictionary<string, byte[]> storages)
    {
        var materializer = new TorchMaterializer(source, storages);
        var tensors = new OrderedDictionary<string, HostTensor>(views.Count);
        foreach (var (name, view) in views) tensors.Add(name, materializer.Materialize(name, view));
        return tensors;
    }

    internal static OrderedDictionary<string, HostTensor> StripModulePrefix(
        string path, OrderedDictionary<string, HostTensor> tensors)
    {
        var stripped = new OrderedDictionary<string, HostTensor>(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            var bare = name.StartsWith(ModulePrefix, StringComparison.Ordinal) ? name[ModulePrefix.Length..] : name;
            if (!stripped.TryAdd(bare, tensor))
                throw new DataException($"{path}: without 'module.' two tensors are named '{bare}'; read the names as they are");
        }
        return stripped;
    }
}
