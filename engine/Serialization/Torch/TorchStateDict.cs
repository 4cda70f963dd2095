namespace NeuralCore.Serialization;

/// <summary>Finds the tensors in what a PyTorch file holds, and names them.</summary>
internal static class TorchStateDict
{
    // The usual names under which a training checkpoint keeps the model's state dict, the most usual first.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model"];

    private const int MaxDepth = 64;

    /// <summary>
    /// The tensors by name. A dict that keeps a dict with tensors under <c>state_dict</c>, <c>model_state_dict</c> or
    /// <c>model</c> is a checkpoint: that inner dict alone is taken. Otherwise all tensors are, in order, nested names
    /// joined by dots; what is no tensor is passed over.
    /// </summary>
    public static OrderedDictionary<string, TorchTensor> Find(object? root, ByteSource source, long pickleLength)
    {
        var walk = new Walk(source, pickleLength);
        walk.Visit(Unwrap(root), "", 0);
        return walk.Found;
    }

    private static object? Unwrap(object? root)
    {
        if (root is PickleDict dict)
            foreach (var wrapper in Wrappers)
                if (dict[wrapper] is PickleDict inner && inner.Items.Any(item => item.Value is TorchTensor)) return inner;
        return root;
    }

    private sealed class Walk(ByteSource source, long pickleLength)
    {
        // A value costs the pickle at least one byte, unless the same container is recalled again and again.
        private long _left = pickleLength;

        public OrderedDictionary<string, TorchTensor> Found { get; } = [];

        public void Visit(object? value, string name, int depth)
        {
            if (--_left < 0 || depth > MaxDepth)
                throw new DataException($"{source.Name}: at '{name}' the pickle's containers hold themselves or nest without end; expected a state dict");
            switch (value)
            {
                case TorchTensor tensor:
                    if (!Found.TryAdd(name.Length == 0 ? TensorFile.Unnamed : name, tensor))
                        throw new DataException($"{source.Name}: two tensors are named '{name}'");
                    break;
                case PickleDict dict:
                    foreach (var (key, item) in dict.Items) Visit(item, Join(name, key), depth + 1);
                    break;
                case IReadOnlyList<object?> list:
                    for (var i = 0; i < list.Count; i++) Visit(list[i], Join(name, $"{i}"), depth + 1);
                    break;
            }
        }

        private static string Join(string name, string key) => name.Length == 0 ? key : $"{name}.{key}";
    }
}
