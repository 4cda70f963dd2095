namespace NeuralCore.Serialization;

/// <summary>A stretch of numbers in a PyTorch file, which any number of tensors may look into; the type is null where only the tensors know it.</summary>
internal sealed record TorchStorage(string Key, NumericType? Type, long Count)
{
    public long SizeInBytes => Count * (Type?.SizeInBytes() ?? 1);
}

/// <summary>A storage, or (in files of old versions) a part of one.</summary>
internal sealed record TorchStorageView(TorchStorage Root, long Offset, long Count);

/// <summary>A strided view into a storage, checked to lie inside it; offset and strides count elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, NumericType Type, Shape Shape, long Offset, long[] Strides)
{
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var dim = Shape.Rank - 1; dim >= 0; dim--)
            {
                if (Shape[dim] > 1 && Strides[dim] != expected) return false;
                expected *= Shape[dim];
            }
            return true;
        }
    }
}
