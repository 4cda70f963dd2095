namespace NeuralCore.Serialization;

/// <summary>One call (REDUCE) of an allowed global: checks the arguments and builds what PyTorch would build, as plain values.</summary>
internal readonly struct TorchRebuild(PickleCursor cursor, long offset, string name, object?[] args)
{
    private readonly object?[] _args = args;

    /// <summary>OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], …]).</summary>
    public PickleDict OrderedDict()
    {
        var dict = new PickleDict();
        Count(0, 1);
        if (_args.Length == 0) return dict;
        if (_args[0] is not List<object?> pairs) throw Error("its argument is no list of pairs");
        foreach (var pair in pairs)
            if (pair is IReadOnlyList<object?> and [var key, var value]) dict.Set(PickleMachine.Key(cursor, offset, key), value);
            else throw Error("its argument is no list of pairs");
        // Taken out, not copied: a list recalled a million times must not become a million dicts.
        pairs.Clear();
        return dict;
    }

    /// <summary>torch.Size(extents), a tuple.</summary>
    public object?[] Size()
    {
        Count(1, 1);
        return _args[0] as object?[] ?? throw Error("its argument is no tuple");
    }

    /// <summary>_rebuild_parameter(data, requires_grad, hooks): the tensor itself.</summary>
    public TorchTensor Parameter()
    {
        Count(3, 3);
        return _args[0] as TorchTensor ?? throw Error("its first argument is no tensor");
    }

    /// <summary>_rebuild_tensor(_v2)(storage, offset, size, stride, …) over a typed storage.</summary>
    public TorchTensor Tensor(int atLeast, int atMost)
    {
        Count(atLeast, atMost);
        return Tensor((_args[0] as TorchStorageView)?.Root.Type);
    }

    /// <summary>_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, …): the dtype is the tensor's own.</summary>
    public TorchTensor TensorOfType()
    {
        Count(7, 8);
        return Tensor((_args[6] as PickleGlobal)?.Type);
    }

    private TorchTensor Tensor(NumericType? type)
    {
        if (_args[0] is not TorchStorageView view) throw Error("its first argument is no storage");
        if (type is not { } known) throw Error("the type of its numbers is not stated, or is none that is read");
        if (_args[1] is not long start || start < 0) throw Error("its storage offset is no whole number from 0 on");
        var (extents, strides) = (Numbers(_args[2], "size"), Numbers(_args[3], "stride"));
        if (extents.Length != strides.Length)
            throw Error($"size {Extents.Text(extents)} and stride {Extents.Text(strides)} differ in length");
        var shape = Extents.ToShape(extents, known, cursor.Source, offset);
        var size = known.SizeInBytes();
        var count = view.Root.Type is { } stored ? stored.SizeInBytes() == size ? view.Count : -1 : view.Count / size;
        if (count < 0) throw Error($"its numbers are {known}, its storage's {view.Root.Type}");
        if (view.Offset != 0 && view.Root.Type is null) throw Error("its untyped storage is a view, which is not read");
        // The last element that the strides reach; Int128, for the file may state any 64-bit numbers.
        Int128 last = start;
        for (var dim = 0; dim < extents.Length; dim++) last += (Int128)strides[dim] * Math.Max(0, extents[dim] - 1);
        if (shape.Count == 0 ? start > count : last >= count)
            throw Error($"offset {start}, size {Extents.Text(extents)} and stride {Extents.Text(strides)} reach past the {count} elements of storage '{view.Root.Key}'");
        return new TorchTensor(view.Root, known, shape, view.Offset + start, strides);
    }

    private long[] Numbers(object? value, string what)
    {
        if (value is not object?[] items) throw Error($"its {what} is no tuple");
        if (items.Length > Shape.MaxRank)
            throw Error($"its {what} has {items.Length} dimensions; at most {Shape.MaxRank} are supported");
        var numbers = new long[items.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = items[i] is long number and >= 0 ? number : throw Error($"its {what} holds something else than whole numbers from 0 on");
        return numbers;
    }

    private void Count(int atLeast, int atMost)
    {
        if (_args.Length < atLeast || _args.Length > atMost)
            throw Error($"it takes {atLeast}{(atMost > atLeast ? $" or {atMost}" : "")} arguments; got {_args.Length}");
    }

    private DataException Error(string sentence) => cursor.Error(offset, $"{name} cannot be followed: {sentence}");
}
