namespace NeuralCore.Backends.Gpu;

/// <summary>4 × 4 sums in registers.</summary>
internal struct GemmBlock<V> where V : unmanaged, ILane<V>
{
    private Four<V> _r0, _r1, _r2, _r3;

    /// <summary>Sets the sums of four rows to what the rows start from.</summary>
    public void Start<R>(in R result, int batch, int row) where R : struct, IGemmResult<V>
    {
        _r0 = Four<V>.Of(result.Start(batch, row));
        _r1 = Four<V>.Of(result.Start(batch, row + 1));
        _r2 = Four<V>.Of(result.Start(batch, row + 2));
        _r3 = Four<V>.Of(result.Start(batch, row + 3));
    }

    /// <summary>Adds the outer product a · bᵀ.</summary>
    public void Add(in Four<V> a, in Four<V> b)
    {
        _r0 = Four<V>.Fma(a.A, b, _r0);
        _r1 = Four<V>.Fma(a.B, b, _r1);
        _r2 = Four<V>.Fma(a.C, b, _r2);
        _r3 = Four<V>.Fma(a.D, b, _r3);
    }

    /// <summary>Writes the sums that lie inside the result, from a row and a column on.</summary>
    public readonly void Store<R>(in R result, int batch, int row, int column, int rows, int columns) where R : struct, IGemmResult<V>
    {
        if (R.InQuads)
        {
            if (column >= columns) return;
            var at = result.Column(batch, column);
            if (row < rows) result.Store(at, row, _r0);
            if (row + 1 < rows) result.Store(at, row + 1, _r1);
            if (row + 2 < rows) result.Store(at, row + 2, _r2);
            if (row + 3 < rows) result.Store(at, row + 3, _r3);
        }
        else
        {
            if (column < columns) Store(result, result.Column(batch, column), row, rows, _r0.A, _r1.A, _r2.A, _r3.A);
            if (column + 1 < columns) Store(result, result.Column(batch, column + 1), row, rows, _r0.B, _r1.B, _r2.B, _r3.B);
            if (column + 2 < columns) Store(result, result.Column(batch, column + 2), row, rows, _r0.C, _r1.C, _r2.C, _r3.C);
            if (column + 3 < columns) Store(result, result.Column(batch, column + 3), row, rows, _r0.D, _r1.D, _r2.D, _r3.D);
        }
    }

    private static void Store<R>(in R result, int at, int row, int rows, V v0, V v1, V v2, V v3) where R : struct, IGemmResult<V>
    {
        if (row < rows) result.Store(at, row, v0);
        if (row + 1 < rows) result.Store(at, row + 1, v1);
        if (row + 2 < rows) result.Store(at, row + 2, v2);
        if (row + 3 < rows) result.Store(at, row + 3, v3);
    }
}
