namespace NeuralCore.Serialization;

/// <summary>Turns views into storages to tensors of their own: what lies contiguous is shared, the rest is gathered.</summary>
internal sealed class TorchMaterializer(ByteSource source, IReadOnlyDictionary<string, byte[]> storages)
{
    // A stride of 0 makes any shape out of one number, and a storage may be viewed a million times: what is gathered
    // must stay in proportion to what the file holds.
    private const long Expansion = 8, Allowance = 16 << 20;

    private long _left = Allowance + Expansion * storages.Values.Sum(bytes => (long)bytes.Length);

    public HostTensor Materialize(string name, TorchTensor tensor)
    {
        var size = tensor.Type.SizeInBytes();
        var count = tensor.Shape.Count;
        var data = storages[tensor.Storage.Key];
        if (count == 0) return new HostTensor(tensor.Type, tensor.Shape, default);
        // The pickle was held against the stated counts, and those against the bytes: the view lies inside.
        var view = data.AsMemory((int)(tensor.Offset * size));
        if (tensor.IsContiguous) return new HostTensor(tensor.Type, tensor.Shape, view[..(int)(count * size)]);
        if ((_left -= count * size) < 0)
            throw new DataException($"{source.Name}: tensor '{name}' of shape {tensor.Shape} blows up a storage of {data.Length} bytes; save contiguous tensors (tensor.contiguous())");
        var gathered = new byte[count * size];
        Strided.Gather(view.Span, tensor.Shape, tensor.Strides, size, gathered);
        return new HostTensor(tensor.Type, tensor.Shape, gathered);
    }
}
