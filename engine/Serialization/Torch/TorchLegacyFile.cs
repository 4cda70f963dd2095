using System.Globalization;
using System.Numerics;

namespace NeuralCore.Serialization;

/// <summary>PyTorch's format before 1.6: five pickles in a row (a magic number, the protocol 1001, facts on the writing machine, the object, the keys of the storages), then each storage's count and bytes.</summary>
internal static class TorchLegacyFile
{
    private static readonly BigInteger Magic =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private const long Protocol = 1001;

    // The first pickle is the number alone: after PROTO and, from protocol 4 on, FRAME.
    public static bool IsOne(ByteSource source)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(source.Length, 32)];
        source.Read(0, start, "the signature");
        return start.StartsWith((byte)PickleOpcode.Proto) && start.IndexOf(Magic.ToByteArray()) > 0;
    }

    public static OrderedDictionary<string, HostTensor> Read(ByteSource source)
    {
        var cursor = new PickleCursor(source);
        if (new PickleMachine(cursor).Run() is not BigInteger magic || magic != Magic)
            throw source.Error(0, "this is no legacy PyTorch file: it does not begin with the magic number");
        var at = cursor.Position;
        if (new PickleMachine(cursor).Run() is not Protocol)
            throw source.Error(at, $"the protocol of this legacy PyTorch file is not {Protocol}");
        // The writing machine's byte order and sizes: the storages are little-endian whatever it says.
        new PickleMachine(cursor).Run();
        at = cursor.Position;
        var storages = new TorchStorages(cursor);
        var root = new PickleMachine(cursor, storages.Resolve).Run();
        var views = TorchStateDict.Find(root, source, cursor.Position - at);
        at = cursor.Position;
        if (new PickleMachine(cursor).Run() is not List<object?> keys)
            throw source.Error(at, "the list of storages is missing");
        return TorchFile.Collect(source, views, Load(source, cursor, storages, views, keys));
    }

    private static Dictionary<string, byte[]> Load(
        ByteSource source, PickleCursor cursor, TorchStorages storages, OrderedDictionary<string, TorchTensor> views, List<object?> keys)
    {
        var wanted = views.Values.Select(view => view.Storage).ToHashSet();
        var loaded = new Dictionary<string, byte[]>();
        foreach (var item in keys)
        {
            var at = cursor.Position;
            if (item is not string key || !storages.ByKey.TryGetValue(key, out var storage))
                throw source.Error(at, "a storage follows that the pickle does not name");
            if (loaded.ContainsKey(key)) throw source.Error(at, $"storage '{key}' stands twice in the file");
            if (cursor.ReadInt64() is var count && count != storage.Count)
                throw source.Error(at, $"storage '{key}' has {count} elements; the pickle says {storage.Count}");
            at = cursor.Position;
            if (storage.SizeInBytes > source.Length - at)
                throw source.Error(at, $"storage '{key}' takes {storage.SizeInBytes} bytes here, but the file ends after {source.Length}; it is cut short");
            loaded.Add(key, wanted.Contains(storage) ? source.Read(at, storage.SizeInBytes, $"storage '{key}'") : []);
            cursor.Skip(storage.SizeInBytes);
        }
        if (wanted.FirstOrDefault(storage => !loaded.ContainsKey(storage.Key)) is { } missing)
            throw source.Error(cursor.Position, $"storage '{missing.Key}' is not in the file");
        if (cursor.Position != source.Length)
            throw source.Error(cursor.Position, $"{source.Length - cursor.Position} bytes follow the last storage; expected none");
        return loaded;
    }
}
