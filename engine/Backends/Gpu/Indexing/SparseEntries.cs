namespace NeuralCore.Backends.Gpu;

/// <summary>A sparse matrix on the host, written row by row.</summary>
internal sealed class SparseEntries
{
    private readonly List<int> _starts = [0], _columns = [];
    private readonly List<double> _weights = [];

    /// <summary>One more entry of the row, unless its weight is 0: that stands for no entry, so that an infinity there cannot turn into NaN.</summary>
    public void Add(int column, double weight)
    {
        if (weight == 0) return;
        _columns.Add(column);
        _weights.Add(weight);
    }

    /// <summary>The row is complete.</summary>
    public void EndRow() => _starts.Add(_columns.Count);

    /// <summary>The matrix in a backend's memory, its weights of the backend's type, until nobody refers to it.</summary>
    public SparseStorage On(Backend backend)
    {
        var result = new SparseStorage(Take(backend, ElementType.Int32, _starts.Count), Take(backend, ElementType.Int32, _columns.Count), Take(backend, backend.Type, _weights.Count));
        backend.Upload<int>(_starts.ToArray(), result.Starts);
        backend.Upload<int>(_columns.ToArray(), result.Columns);
        if (backend.Type == ElementType.Float64) backend.Upload<double>(_weights.ToArray(), result.Weights);
        else backend.Upload<float>(_weights.ConvertAll(w => (float)w).ToArray(), result.Weights);
        return result;
    }

    private static View Take(Backend backend, ElementType type, int count)
    {
        var storage = backend.Allocate(type, count);
        storage.Keep();
        return new(storage, 0, [count]);
    }
}

/// <summary>The parts of <see cref="SparseRows{V}"/> in a backend's memory.</summary>
internal sealed record SparseStorage(View Starts, View Columns, View Weights);
