namespace NeuralCore.Serialization;

/// <summary>A Python name that a pickle of tensors may mention: what stands for it here, never Python's own object.</summary>
/// <param name="Name">The module and the name.</param>
/// <param name="Type">The numbers of a storage class or a dtype; null for an untyped storage and all else.</param>
/// <param name="IsStorage">Whether it is a storage class, which a persistent id may name.</param>
/// <param name="Call">What REDUCE on it gives; null where it may not be called.</param>
internal sealed record PickleGlobal(
    string Name, NumericType? Type = null, bool IsStorage = false, Func<TorchRebuild, object?>? Call = null);

/// <summary>The allow-list: the names out of which PyTorch builds tensors and state dicts. Every other name is refused.</summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Allowed = Collect().ToDictionary(global => global.Name);

    public static PickleGlobal Resolve(PickleCursor cursor, long offset, string module, string name) =>
        Allowed.TryGetValue($"{module}.{name}", out var global)
            ? global
            : throw cursor.Error(offset, $"global '{module}.{name}' is refused: reading a file executes nothing, and no tensor is built from it; save model.state_dict() alone");

    private static IEnumerable<PickleGlobal> Collect()
    {
        yield return new("collections.OrderedDict", Call: rebuild => rebuild.OrderedDict());
        yield return new("torch.Size", Call: rebuild => rebuild.Size());
        yield return new("torch.device", Call: _ => null);
        yield return new("torch._utils._rebuild_tensor", Call: rebuild => rebuild.Tensor(4, 4));
        yield return new("torch._utils._rebuild_tensor_v2", Call: rebuild => rebuild.Tensor(6, 7));
        yield return new("torch._utils._rebuild_tensor_v3", Call: rebuild => rebuild.TensorOfType());
        yield return new("torch._utils._rebuild_parameter", Call: rebuild => rebuild.Parameter());
        foreach (var name in (string[])["torch.storage.UntypedStorage", "torch.storage._UntypedStorage", "torch.UntypedStorage"])
            yield return new(name, IsStorage: true);
        foreach (var (name, type) in StorageClasses)
        {
            yield return new($"torch.{name}Storage", type, IsStorage: true);
            yield return new($"torch.cuda.{name}Storage", type, IsStorage: true);
        }
        foreach (var (name, type) in Dtypes) yield return new($"torch.{name}", type);
    }

    private static IEnumerable<(string, NumericType)> StorageClasses =>
    [
        ("Bool", NumericType.Bool), ("Char", NumericType.Int8), ("Byte", NumericType.UInt8), ("Short", NumericType.Int16),
        ("Int", NumericType.Int32), ("Long", NumericType.Int64), ("Half", NumericType.Float16),
        ("BFloat16", NumericType.BFloat16), ("Float", NumericType.Float32), ("Double", NumericType.Float64),
    ];

    private static IEnumerable<(string, NumericType)> Dtypes =>
        Enum.GetValues<NumericType>().Select(type => (type.ToString().ToLowerInvariant(), type));
}
