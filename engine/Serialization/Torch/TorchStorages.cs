namespace NeuralCore.Serialization;

/// <summary>The storages that a pickle names, each once, in the order of their first mention; their numbers come later.</summary>
internal sealed class TorchStorages(PickleCursor cursor)
{
    private readonly Dictionary<string, TorchStorage> _byKey = [];

    public IReadOnlyDictionary<string, TorchStorage> ByKey => _byKey;

    /// <summary>The storage of a persistent id: ('storage', class, key, device, count), in old files followed by the part of it that is meant.</summary>
    public object? Resolve(object?[] id, long offset)
    {
        if (id is ["module", ..])
            throw Error(offset, "the file holds a whole Python module; save model.state_dict() alone");
        if (id is not ["storage", PickleGlobal { IsStorage: true } kind, string key, _, long count, .. var rest] || rest.Length > 1)
            throw Error(offset, "the persistent id is no storage");
        if (count < 0 || count > long.MaxValue / 8) throw Error(offset, $"storage '{key}' states {count} elements");
        var storage = new TorchStorage(key, kind.Type, count);
        if (!_byKey.TryAdd(key, storage) && _byKey[key] != storage)
            throw Error(offset, $"storage '{key}' is stated once as {_byKey[key].Count} of {_byKey[key].Type} and once as {count} of {kind.Type}");
        return rest is [object?[] part] ? Part(storage, part, offset) : new TorchStorageView(_byKey[key], 0, count);
    }

    private TorchStorageView Part(TorchStorage root, object?[] part, long offset)
    {
        if (part is not [_, long start, long count] || start < 0 || count < 0 || start > root.Count - count)
            throw Error(offset, $"the part named of storage '{root.Key}' is not within its {root.Count} elements");
        return new TorchStorageView(root, start, count);
    }

    private DataException Error(long offset, string sentence) => cursor.Error(offset, sentence);
}
