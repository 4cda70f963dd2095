namespace NeuralCore.Serialization;

/// <summary>PyTorch's zip format: NAME/data.pkl holds the pickle, NAME/data/KEY the bytes of each storage, NAME/byteorder their order.</summary>
internal static class TorchZipFile
{
    private const string PickleName = "data.pkl";

    // The pickle holds names and shapes; a gigabyte of them is an attack, not a model.
    private const long MaxPickle = 256 << 20;

    public static ZipEntry? FindPickle(ZipReader zip)
    {
        foreach (var entry in zip.Entries)
            if (entry.Name == PickleName || entry.Name.Split('/') is [_, PickleName]) return entry;
        return null;
    }

    public static OrderedDictionary<string, HostTensor> Read(ByteSource source, ZipReader zip)
    {
        if (FindPickle(zip) is not { } entry)
            throw source.Error(0, "this zip file has no data.pkl; it is no PyTorch file");
        var folder = entry.Name[..^PickleName.Length];
        if (entry.Size > MaxPickle)
            throw source.Error(entry.HeaderOffset, $"its pickle takes {entry.Size} bytes; at most {MaxPickle} are read");
        using var pickle = new ByteSource(zip.Read(entry), $"{source.Name} ({entry.Name})");
        var cursor = new PickleCursor(pickle);
        var storages = new TorchStorages(cursor);
        var root = new PickleMachine(cursor, storages.Resolve).Run();
        var views = TorchStateDict.Find(root, source, cursor.Position);
        return TorchFile.Collect(source, views, Load(source, zip, folder, views));
    }

    // Only storages that a tensor looks into are read: a checkpoint's optimizer may be twice its model.
    private static Dictionary<string, byte[]> Load(
        ByteSource source, ZipReader zip, string folder, OrderedDictionary<string, TorchTensor> views)
    {
        var bigEndian = IsBigEndian(source, zip, folder);
        var loaded = new Dictionary<string, byte[]>();
        foreach (var storage in views.Values.Select(view => view.Storage).Distinct())
        {
            if (zip.Find($"{folder}data/{storage.Key}") is not { } entry)
                throw source.Error(0, $"storage '{storage.Key}' is not in the file: it has no entry '{folder}data/{storage.Key}'");
            if (entry.Size != storage.SizeInBytes)
                throw source.Error(entry.HeaderOffset, $"zip entry '{entry.Name}' has {entry.Size} bytes; its storage of {storage.Count} elements needs {storage.SizeInBytes}");
            var bytes = zip.Read(entry);
            if (bigEndian) Reverse(source, views, storage, bytes);
            loaded.Add(storage.Key, bytes);
        }
        return loaded;
    }

    private static bool IsBigEndian(ByteSource source, ZipReader zip, string folder)
    {
        if (zip.Find(folder + "byteorder") is not { Size: < 16 } entry) return false;
        var order = zip.Read(entry).AsSpan();
        if (order.SequenceEqual("big"u8)) return true;
        return order.SequenceEqual("little"u8) ? false : throw source.Error(entry.HeaderOffset, "its byteorder is neither 'little' nor 'big'");
    }

    private static void Reverse(
        ByteSource source, OrderedDictionary<string, TorchTensor> views, TorchStorage storage, byte[] bytes)
    {
        var sizes = views.Values.Where(view => view.Storage == storage).Select(view => view.Type.SizeInBytes()).Distinct().ToArray();
        if (sizes is not [var size])
            throw source.Error(0, $"storage '{storage.Key}' is big-endian and seen as numbers of different sizes, which is not read");
        ByteOrder.Reverse(bytes, size);
    }
}
