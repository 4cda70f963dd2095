namespace NeuralCore.Serialization;

/// <summary>A Python dict in the order of its insertion; its keys are strings, or whole numbers kept as their digits.</summary>
internal sealed class PickleDict
{
    private OrderedDictionary<string, object?>? _items;

    public IEnumerable<KeyValuePair<string, object?>> Items => _items ?? [];

    public object? this[string key] => _items is not null && _items.TryGetValue(key, out var value) ? value : null;

    // As in Python, a key set again keeps its place and takes the new value.
    public void Set(string key, object? value) => (_items ??= [])[key] = value;
}
